package t2drl.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The program without this module. */
class ProgramTest {
    private static final Path TARGET = Path.of("../target");

    @Test
    void carriesNoSpark() throws IOException {
        List<Path> jars = new ArrayList<>(List.of(TARGET.resolve("t2drl.jar")));
        try (Stream<Path> libraries = Files.list(TARGET.resolve("lib"))) {
            jars.addAll(libraries.toList());
        }
        assertThat(jars).hasSizeGreaterThan(1);
        for (Path jar : jars) {
            try (JarFile file = new JarFile(jar.toFile())) {
                assertThat(file.stream().map(Object::toString))
                        .as(jar.toString())
                        .noneMatch(name -> name.startsWith("org/apache/spark/") || name.startsWith("scala/"));
            }
        }
    }
}
