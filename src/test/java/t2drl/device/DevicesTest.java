package t2drl.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import t2drl.common.UserException;
import t2drl.kernel.Device;
import t2drl.kernel.Precision;
import t2drl.kernel.vector.VectorDevice;
import t2drl.testing.Emulator;

class DevicesTest {
    private static final String MODULE = "--add-modules=jdk.incubator.vector";

    @ParameterizedTest
    @ValueSource(strings = {"cpu", "scalar"})
    void aNamedDeviceIsThatDevice(String name) {
        try (Device device = Devices.open(name, 2)) {
            assertThat(device.name()).isEqualTo(name);
            assertThat(device.precision()).isEqualTo(name.equals("scalar") ? Precision.DOUBLE : Precision.SINGLE);
        }
    }

    @Test
    void bfloat16IsThatOrSaysWhyNot() {
        VectorDevice.bf16Missing()
                .ifPresentOrElse(
                        reason -> assertThatThrownBy(() -> Devices.open("cpu+bf16", 2))
                                .isInstanceOf(UserException.class)
                                .hasMessage("The device cpu+bf16 cannot run: " + reason
                                        + "; t2drl doctor lists those that can."),
                        () -> {
                            try (Device device = Devices.open("cpu+bf16", 2)) {
                                assertThat(device.name()).isEqualTo("cpu+bf16");
                                assertThat(device.precision()).isEqualTo(Precision.BF16);
                            }
                        });
    }

    @Test
    void autoSaysWhyItTookNoGpu() {
        List<String> remarks = new ArrayList<>();
        try (Device device = Devices.open("auto", 1, remarks::add)) {
            if (device.name().equals("cuda")) {
                assertThat(remarks).isEmpty();
            } else {
                assertThat(remarks)
                        .singleElement()
                        .asString()
                        .startsWith("using the device " + device.name() + ", since ");
            }
        }
    }

    @Test
    void anUnknownDevice() {
        assertThatThrownBy(() -> Devices.open("gpu", 1))
                .isInstanceOf(UserException.class)
                .hasMessage("No device is called 'gpu': use one of auto, cpu, scalar, cuda, cuda:N, emulated; "
                        + "+tf32, +cublas or both in this order may follow the name of a GPU, +bf16 that of cpu.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cuda+cublas", "cuda:3+cublas", "emulated+cublas", "cuda:1+tf32+cublas"})
    void namesWithCublas(String name) {
        Devices.requireName(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cpu+cublas",
                "scalar+cublas",
                "auto+cublas",
                "cuda+cublas+tf32",
                "cuda+cublas+cublas",
                "cuda+cublas:1",
                "+cublas"
            })
    void noNamesWithCublas(String name) {
        assertThatThrownBy(() -> Devices.requireName(name)).isInstanceOf(UserException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"emulated+cublas", "emulated+tf32+cublas"})
    void cublasIsInTheNameAndTheDescription(String name) {
        Emulator.assumeBuilt();
        Emulator.reset();
        try (Device device = Devices.open(name, 1)) {
            assertThat(device.name()).isEqualTo(name);
            assertThat(device.description()).contains("wide layers by cuBLAS 12.0");
            assertThat(device.precision()).isEqualTo(name.contains("tf32") ? Precision.TF32 : Precision.SINGLE);
        }
    }

    @Test
    void withoutTheOptimisingCompilerAutoTakesScalar() throws IOException, InterruptedException {
        String out = verify("auto", 0, MODULE, "-XX:TieredStopAtLevel=1");
        assertThat(out).contains("using the device scalar, since ", "this Java does not compile with C2", "on scalar");
    }

    @Test
    void withoutTheModuleAutoTakesScalar() throws IOException, InterruptedException {
        assertThat(verify("auto", 0)).contains("jdk.incubator.vector", "on scalar");
    }

    @Test
    void withoutTheModuleCpuIsAnError() throws IOException, InterruptedException {
        assertThat(verify("cpu", 2)).contains("The device cpu cannot run: ").doesNotContain("\tat ");
    }

    /** What a Java started with these flags says when it verifies a file. */
    private static String verify(String device, int exitCode, String... flags)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(flags));
        command.addAll(List.of("-classpath", System.getProperty("java.class.path"), "t2drl.cli.Main", "verify"));
        command.addAll(List.of("src/test/resources/golden/system/caching.json", "--device", device));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isEqualTo(exitCode);
        return out;
    }
}
