package t2drl.study;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import t2drl.common.Json;
import t2drl.method.TrainingMetrics;

class MetricsLogTest {
    @Test
    void everyReportIsALineAtOnce(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("metrics.jsonl");
        try (MetricsLog log = new MetricsLog(file)) {
            for (int i = 1; i <= 2; i++) {
                log.append(new TrainingMetrics(
                        64L * i, i, 0.5, -310, -3.1, 0.4, 0.1, 128, Double.NaN, -0.5, 0.25, 0.9, 0.3));
                assertThat(Files.readAllLines(file)).hasSize(i);
            }
            assertThat(log.all()).extracting(TrainingMetrics::updates).containsExactly(1L, 2L);
        }

        List<String> lines = Files.readAllLines(file);
        JsonNode second = Json.MAPPER.readTree(lines.get(1));
        assertThat(second.get("global_step").intValue()).isEqualTo(128);
        assertThat(second.get("charts/episodic_return").doubleValue()).isEqualTo(-310);
        assertThat(second.get("charts/SPS").doubleValue()).isEqualTo(128);
        assertThat(second.get("losses/qf1_loss").isNull()).isTrue();
        assertThat(second.get("losses/actor_loss").doubleValue()).isEqualTo(-0.5);
    }
}
