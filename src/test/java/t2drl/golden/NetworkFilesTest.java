package t2drl.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import t2drl.kernel.Device;
import t2drl.kernel.scalar.ScalarDevice;
import t2drl.testing.Backend;

/** The golden files of the networks, on every device. */
class NetworkFilesTest {
    private static final Path FOLDER = Path.of("src/test/resources/golden/networks");

    static List<Arguments> filesAndDevices() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(Path::getFileName)
                    .map(Path::toString)
                    .sorted()
                    .flatMap(file -> devices().map(device -> Arguments.of(file, device)))
                    .toList();
        }
    }

    private static Stream<Backend> devices() {
        return Stream.concat(
                Stream.of(new Backend("scalar", ScalarDevice::new), Backend.bf16(1)), Backend.all().stream());
    }

    @ParameterizedTest(name = "{0} on {1}")
    @MethodSource("filesAndDevices")
    void passes(String file, Backend backend) {
        try (Device device = backend.open()) {
            GoldenReport report = GoldenFile.check(FOLDER.resolve(file), device);
            assertThat(report.compared()).isPositive();
            assertThat(report.categories()).allMatch(GoldenReport.Category::passed);
        }
    }
}
