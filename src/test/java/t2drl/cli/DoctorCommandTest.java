package t2drl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import t2drl.common.Json;
import t2drl.device.Devices;
import t2drl.kernel.Device;

class DoctorCommandTest extends CommandTest {
    @Test
    void describesThisMachineAsTextAndAsJson(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("doctor.json");

        int exitCode = run("doctor", "--json", file);

        assertThat(exitCode).isZero();
        JsonNode json = Json.MAPPER.readTree(file.toFile());
        String auto = json.get("auto_device").textValue();
        try (Device device = Devices.open(Devices.AUTO, 1)) {
            assertThat(auto).isEqualTo(device.name());
        }
        assertThat(json.get("devices").findValuesAsText("name"))
                .containsExactly("cpu", "cpu+bf16", "scalar", "cuda", "emulated");
        for (JsonNode device : json.get("devices")) {
            if (device.get("name").textValue().equals(auto)) {
                assertThat(device.get("usable").booleanValue()).isTrue();
            }
            assertThat(out.toString()).contains(device.get("detail").textValue());
        }
        assertThat(out.toString())
                .contains(json.get("gpu_code").booleanValue() ? "in this build" : "not in this build: it needs nvcc");
        assertThat(out.toString())
                .contains(json.get("policy_library").booleanValue() ? "in Java and in C" : "in Java only: install g++");
        assertThat(out.toString()).contains(json.get("cublas").textValue());
        assertThat(json.get("cublas").textValue())
                .matches("\\d+\\.\\d+, .*libcublas\\.so.*|not used, no cuBLAS was found \\(.*");
        assertThat(json.get("java_version").textValue())
                .isEqualTo(Runtime.version().toString());
        assertThat(out.toString())
                .contains("takes " + auto + ": " + json.get("auto_reason").textValue());
    }
}
