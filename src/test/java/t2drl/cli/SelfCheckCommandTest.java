package t2drl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import t2drl.common.Json;
import t2drl.selfcheck.KernelCheck;
import t2drl.testing.Emulator;

class SelfCheckCommandTest extends CommandTest {
    private static final int LAUNCH_FAILED = 719;

    @TempDir
    Path folder;

    @Test
    void oneLineACheck() throws IOException {
        Path file = folder.resolve("selfcheck.json");
        assertThat(run("selfcheck", "--device", "cpu", "--seed", "0", "--json", file.toString()))
                .isZero();
        List<String> lines = out.toString().lines().toList();
        List<KernelCheck> checks = KernelCheck.all().stream()
                .filter(check -> !check.name().startsWith("primitives"))
                .toList();
        assertThat(lines).hasSize(checks.size() + 2);
        for (int i = 0; i < checks.size(); i++) {
            assertThat(lines.get(i + 1)).startsWith("pass  " + checks.get(i).name());
        }
        assertThat(lines.getLast()).isEqualTo("%1$d checks: %1$d passed, 0 failed".formatted(checks.size()));
        JsonNode json = Json.MAPPER.readTree(file.toFile());
        assertThat(json.get("passed").booleanValue()).isTrue();
        assertThat(json.get("checks")).hasSize(checks.size());
    }

    @Test
    void aDeviceThatFailsIsReportedAndTheOtherChecksGoOn() {
        Emulator.assumeBuilt();
        Emulator.reset();
        Emulator.fail("cuLaunchKernel", 10, LAUNCH_FAILED);
        assertThat(run("selfcheck", "--device", "emulated", "--seed", "0")).isEqualTo(1);
        assertThat(out.toString().lines().filter(line -> line.startsWith("FAIL")))
                .singleElement()
                .asString()
                .contains("cuLaunchKernel", "CUDA_ERROR_LAUNCH_FAILED");
        assertThat(out.toString())
                .contains("%d checks:".formatted(KernelCheck.all().size()), "1 failed");
        Emulator.reset();
    }
}
