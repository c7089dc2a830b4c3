package t2drl.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import t2drl.common.Json;
import t2drl.common.UserException;
import t2drl.kernel.SavedState;
import t2drl.method.TrainingMetrics;

class MetricsLogTest {
    @TempDir
    Path folder;

    @Test
    void everyReportIsALineAtOnce() throws IOException {
        Path file = folder.resolve("run/metrics.jsonl");
        try (RunFolder run = run()) {
            MetricsLog log = run.metrics();
            for (int i = 1; i <= 2; i++) {
                log.append(report(i));
                assertThat(Files.readString(file).lines()).hasSize(i);
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

    @Test
    void goesOnWhereItsStateWasSaved() throws IOException {
        Path file = folder.resolve("run/metrics.jsonl");
        String want;
        long length;
        try (RunFolder run = run()) {
            MetricsLog log = run.metrics();
            log.append(report(1));
            length = position(log).get().getAsLong();
            log.append(report(2));
            want = Files.readString(file);
        }
        Files.writeString(file, want + "{\"half a li");
        try (RunFolder run = RunFolder.resume(folder.resolve("run"))) {
            MetricsLog log = run.metrics();
            position(log).set().accept(length);
            assertThat(log.all()).containsExactly(report(1));
            log.append(report(2));
            assertThat(log.all()).containsExactly(report(1), report(2));
            assertThatThrownBy(() -> position(log).set().accept(10_000))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("shorter");
        }
        assertThat(file).hasContent(want);
    }

    private RunFolder run() {
        RunFolder run = RunFolder.create(folder.resolve("run"), "", Versions.here("cpu", 1, 1));
        run.keep();
        return run;
    }

    private static SavedState.Count position(MetricsLog log) {
        SavedState state = new SavedState();
        log.listState(state);
        return (SavedState.Count) state.items().getFirst();
    }

    private static TrainingMetrics report(int i) {
        return new TrainingMetrics(
                64L * i, i, 0.5, -310, -3.1, 0.4, 0.1, 128, Double.NaN, -0.5, 0.25, 9, 8, 7, 6, 0.9, 0.3);
    }
}
