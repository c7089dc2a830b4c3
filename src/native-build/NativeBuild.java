import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Builds what this machine can build of {@code cuda/} and {@code native/}, and puts it among the classes: {@code
 * NativeBuild quick|full BUILD_FOLDER CLASSES_FOLDER TEST_CLASSES_FOLDER}. Quick, for the launcher, leaves out what only tests use, and the
 * kernels for GPUs where there is no GPU. Does nothing if nothing has changed, or if there is no CMake.
 */
final class NativeBuild {
    private static final String CUDA = "t2drl/kernel/cuda";
    private static final List<String> GPU_RESULTS = List.of("t2drl.fatbin", "t2drl.ptx");
    private static final List<String> EMULATOR_RESULTS = List.of("emulator/libcuda.so.1", "emulator/kernels.image");
    private static final List<String> EMULATOR_TEST_RESULTS = List.of("emulator/check/libcuda.so.1");
    private static final List<String> BF16_RESULTS = List.of("bf16/libt2drl_bf16.so");
    private static final List<String> POLICY_RESULTS = List.of("policy/libt2drl_policy.so");

    public static void main(String[] args) throws Exception {
        boolean quick = args[0].equals("quick");
        Path build = Path.of(args[1]);
        boolean fatbin = !quick || Files.exists(Path.of("/dev/nvidiactl"));

        boolean make = isOnPath("make");
        if (!isOnPath("cmake") || !make && !isOnPath("ninja")) {
            System.out.println("native parts: skipped, there is no CMake with make or ninja here");
            return;
        }
        Files.createDirectories(build);
        Path stamp = build.resolve("built-from");
        String tools = "tools" + tools();
        String wanted = tools + ", fatbin " + fatbin + ", check " + !quick + ", " + inputs();
        String last = Files.exists(stamp) ? Files.readString(stamp) : "";
        if (!last.equals(wanted)) {
            Files.deleteIfExists(stamp);
            if (!last.startsWith(tools + ",")) {
                Files.deleteIfExists(build.resolve("CMakeCache.txt")); // it would remember tools that were missing
            }
            var configure = new ArrayList<>(List.of("cmake", "-S", ".", "-B", build.toString()));
            configure.add("-DT2DRL_FATBIN=" + (fatbin ? "ON" : "OFF"));
            configure.add("-DT2DRL_CHECK=" + (quick ? "OFF" : "ON"));
            if (!make) {
                configure.addAll(List.of("-G", "Ninja"));
            }
            // A machine that cannot build them does without; sources that do not compile are an error.
            if (run(build.resolve("configure.log"), configure)) {
                if (run(build.resolve("build.log"), List.of("cmake", "--build", build.toString(), "-j2"))) {
                    Files.writeString(stamp, wanted);
                } else if (!quick) {
                    System.exit(1);
                }
            }
        }
        boolean built = Files.exists(stamp);
        Path classes = Path.of(args[2]);
        place(GPU_RESULTS, build, classes.resolve(CUDA), built && fatbin);
        place(EMULATOR_RESULTS, build, classes.resolve(CUDA), built);
        place(EMULATOR_TEST_RESULTS, build, Path.of(args[3]).resolve(CUDA), built && !quick);
        place(BF16_RESULTS, build, classes.resolve("t2drl/kernel/vector"), built);
        place(POLICY_RESULTS, build, classes.resolve("t2drl"), built);
    }

    private static boolean isOnPath(String program) {
        return folders().anyMatch(folder -> Files.isExecutable(folder.resolve(program)));
    }

    private static Stream<Path> folders() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":")).map(Path::of);
    }

    /** Where the tools are that CMake looks for: once one is installed, what it was missing for is built. */
    private static List<Path> tools() {
        Stream<Path> cuda = Stream.of("CUDA_HOME", "CUDA_PATH")
                .map(name -> System.getenv().getOrDefault(name, "/usr/local/cuda"))
                .map(folder -> Path.of(folder, "bin"));
        return Stream.concat(folders(), cuda)
                .flatMap(folder -> Stream.of("cmake", "make", "ninja", "c++", "g++", "clang++", "nvcc")
                        .map(folder::resolve))
                .filter(Files::isExecutable)
                .toList();
    }

    /** Names, sizes and times of all that the native build reads. */
    private static String inputs() throws IOException {
        var digest = new ArrayList<String>();
        for (String root : List.of("CMakeLists.txt", "cuda", "native")) {
            try (Stream<Path> files = Files.walk(Path.of(root))) {
                for (Path file : files.filter(Files::isRegularFile)
                        .filter(file -> !file.toString().endsWith(".md"))
                        .sorted()
                        .toList()) {
                    digest.add(file + " " + Files.size(file) + " " + Files.getLastModifiedTime(file));
                }
            }
        }
        return HexFormat.of().toHexDigits(String.join("\n", digest).hashCode());
    }

    private static boolean run(Path log, List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        int code = process.waitFor();
        List<String> lines = Files.readAllLines(log);
        for (String line : lines) {
            boolean report = line.contains("there is no ") || line.contains("registers,") || line.contains("warning");
            if (code != 0 || report) {
                System.out.println("native parts: " + line);
            }
        }
        return code == 0;
    }

    /** Copies files that have changed to their package's folder; removes them if they are not wanted or were not built. */
    private static void place(List<String> names, Path build, Path folder, boolean wanted) throws IOException {
        for (String name : names) {
            Path from = build.resolve(name);
            Path to = folder.resolve(name);
            if (!wanted || !Files.exists(from)) {
                Files.deleteIfExists(to);
            } else if (!Files.exists(to) || Files.mismatch(from, to) >= 0) {
                Files.createDirectories(to.getParent());
                Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }
}
