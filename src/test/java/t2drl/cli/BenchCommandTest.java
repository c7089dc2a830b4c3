package t2drl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import t2drl.common.Json;
import t2drl.kernel.cuda.CudaDriver;
import t2drl.testing.Emulator;

class BenchCommandTest extends CommandTest {
    private static final String TINY = """
        users: 3
        frames: 2
        slots_per_frame: 3
        learners: {cells: 4, batch: 8, hidden: 8, replay_slots: 200}
        """;

    @TempDir
    Path folder;

    @AfterEach
    void leaveNoFault() {
        if (CudaDriver.hasEmulator()) {
            Emulator.reset();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cpu", "emulated"})
    void everyFigureIsInTheFile(String device) throws IOException {
        boolean gpu = device.equals("emulated");
        if (gpu) {
            Emulator.assumeBuilt();
            Emulator.reset();
        }
        Path config = Files.writeString(folder.resolve("small.yaml"), TINY);
        Path file = folder.resolve("bench.json");

        int exitCode = run(
                "bench",
                "--device",
                device,
                "--config",
                config,
                "--batches",
                "2,3",
                "--cells",
                "1,5",
                "--seconds",
                "0.001",
                "--json",
                file);

        assertThat(exitCode).isZero();
        JsonNode json = Json.MAPPER.readTree(file.toFile());
        assertThat(json.get("failures")).isEmpty();
        assertThat(json.get("updates")).hasSize(4);
        assertThat(json.get("updates").findValuesAsText("batch")).containsExactly("2", "3", "2", "3");
        assertThat(json.get("decisions").findValuesAsText("cells")).containsExactly("1", "5");
        assertThat(json.get("simulator").get("cells").intValue()).isEqualTo(5);
        assertThat(json.get("training")).hasSize(1);
        for (String figure : new String[] {
            "median_millis", "decisions_per_second", "latency_micros", "user_slots_per_second", "slots_per_second"
        }) {
            assertThat(json.findValues(figure)).as(figure).isNotEmpty().allMatch(value -> value.doubleValue() > 0);
        }
        assertThat(json.has("ceilings")).isEqualTo(gpu);
        for (JsonNode memory : json.findValues("memory_bytes")) {
            assertThat(memory.longValue() > 0).isEqualTo(gpu);
        }
        if (gpu) {
            assertThat(json.get("kernels")).hasSizeGreaterThan(7);
            assertThat(json.get("wide_layers")).hasSize(1);
            assertThat(json.findValues("cublas_millis")).allMatch(value -> value.doubleValue() > 0);
            assertThat(json.findValues("of_ceiling")).allMatch(value -> value.doubleValue() > 0);
        }
    }

    @Test
    void whatTheDeviceFailsAtLeavesTheOtherFigures() throws IOException {
        Emulator.assumeBuilt();
        Emulator.reset();
        Emulator.set("memory", 3 << 20);
        Path config = Files.writeString(folder.resolve("small.yaml"), TINY);
        Path file = folder.resolve("bench.json");

        int exitCode = run(
                "bench",
                "--device",
                "emulated",
                "--config",
                config,
                "--batches",
                "20000,2",
                "--cells",
                "1",
                "--seconds",
                "0.001",
                "--json",
                file);

        assertThat(exitCode).isEqualTo(1);
        JsonNode json = Json.MAPPER.readTree(file.toFile());
        assertThat(json.get("updates").findValuesAsText("batch")).containsExactly("2", "2");
        assertThat(json.get("failures").get(0).textValue())
                .startsWith("d3pg shared  batch 20000: ")
                .contains("CUDA_ERROR_OUT_OF_MEMORY");
        assertThat(json.get("decisions")).hasSize(1);
    }
}
