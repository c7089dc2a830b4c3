import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;

/**
 * Makes the folder and the archive {@code t2drl-gpu.tgz} for servers that have an NVIDIA driver and nothing else: {@code Bundle
 * TARGET_FOLDER}. In it are a Java runtime, the program, its GPU code, the tests that run on a GPU, and the golden files.
 */
final class Bundle {
    private static final String NAME = "t2drl-gpu";
    private static final long MOST_BYTES = 60L << 20;
    private static final String MODULES =
            "java.base,java.desktop,java.logging,java.management,jdk.incubator.vector,jdk.management,jdk.unsupported,jdk.zipfs";
    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    public static void main(String[] args) throws Exception {
        Path target = Path.of(args[0]);
        Path bundle = target.resolve(NAME);
        delete(bundle);
        Files.createDirectories(bundle);
        Path java = Path.of(System.getProperty("java.home"), "bin");

        run(
                java.resolve("jlink").toString(),
                "--add-modules",
                MODULES,
                "--strip-debug",
                "--no-man-pages",
                "--no-header-files",
                "--output",
                bundle.resolve("runtime").toString());
        copy(target.resolve("lib"), bundle.resolve("lib"));
        Files.copy(target.resolve("t2drl.jar"), bundle.resolve("lib/t2drl.jar"));
        copy(target.resolve("jcuda"), bundle.resolve("native"));
        delete(bundle.resolve("native/unpacked"));
        copy(target.resolve("test-lib"), bundle.resolve("test-lib"));
        run(
                java.resolve("jar").toString(),
                "--create",
                "--file=" + bundle.resolve("test-lib/t2drl-tests.jar"),
                "-C",
                target.resolve("test-classes").toString(),
                "t2drl");
        // Where the tests look for them.
        copy(GOLDEN, bundle.resolve(GOLDEN));
        for (String file : List.of("t2drl", "gpu-tests", "README.txt")) {
            Files.copy(Path.of("src/bundle", file), bundle.resolve(file), StandardCopyOption.COPY_ATTRIBUTES);
        }
        Files.copy(Path.of("LICENSE"), bundle.resolve("LICENSE"));

        Path archive = target.resolve(NAME + ".tgz");
        run("tar", "-czf", archive.toString(), "-C", target.toString(), NAME);
        boolean hasGpuCode = Files.exists(target.resolve("classes/t2drl/kernel/cuda/t2drl.fatbin"));
        System.out.printf(
                "%s: %.1f MiB, %s%n",
                archive,
                Files.size(archive) / (double) (1 << 20),
                hasGpuCode ? "with GPU code" : "without GPU code, for there is no nvcc here, or -Dquick was given");
        if (Files.size(archive) > MOST_BYTES) {
            throw new IllegalStateException("the bundle is larger than %d MiB".formatted(MOST_BYTES >> 20));
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        int code = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (code != 0) {
            throw new IllegalStateException("%s ended with %d".formatted(command[0], code));
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException e) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
