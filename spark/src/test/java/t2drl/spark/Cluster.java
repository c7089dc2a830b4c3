package t2drl.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A standalone cluster of Spark on this machine: a master and workers of one core each, all of them processes of their own, made of Spark's jars alone. */
final class Cluster implements AutoCloseable {
    /** What a study ships: no part of a worker's own class path. */
    private static final Pattern SHIPPED = Pattern.compile("(t2drl|jackson-dataformat-yaml|snakeyaml|jcuda).*");

    private static final Pattern MASTER = Pattern.compile("Starting Spark master at (spark://\\S+)");
    private static final long SECONDS_TO_START = 180;

    private final Path folder;
    private final List<Process> processes = new ArrayList<>();
    private final List<Process> workers = new ArrayList<>();
    private final List<Path> jars = new ArrayList<>();
    private final String url;

    /** Starts it, with files in {@code folder}; {@code properties} are the workers'. */
    Cluster(Path folder, int workers, String... properties) throws IOException, InterruptedException {
        this.folder = folder;
        Path home = Files.createDirectories(folder.resolve("home/jars"));
        try (Stream<Path> libraries = Files.list(Path.of("target/lib"))) {
            for (Path jar : libraries.toList()) {
                if (!SHIPPED.matcher(jar.getFileName().toString()).matches()) {
                    jars.add(Files.createSymbolicLink(home.resolve(jar.getFileName()), jar.toAbsolutePath()));
                }
            }
        }
        try {
            start("master", List.of(), "org.apache.spark.deploy.master.Master", "--host", "127.0.0.1", "--port", "0");
            url = await("master", MASTER);
            for (int i = 0; i < workers; i++) {
                String name = "worker" + i;
                this.workers.add(start(
                        name,
                        List.of(properties),
                        "org.apache.spark.deploy.worker.Worker",
                        "--host",
                        "127.0.0.1",
                        "--cores",
                        "1",
                        "--memory",
                        "1g",
                        "--work-dir",
                        folder.resolve(name).toString(),
                        url));
                await(name, Pattern.compile("Successfully registered with master (\\S+)"));
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private Process start(String name, List<String> properties, String type, String... arguments) throws IOException {
        Path java = Path.of(System.getProperty("java.home"));
        List<String> command = new ArrayList<>(
                List.of(java.resolve("bin/java").toString(), "@java-options", "-Xmx256m", "-XX:TieredStopAtLevel=1"));
        command.addAll(properties);
        command.addAll(List.of("-cp", folder.resolve("home/jars").toAbsolutePath() + "/*", type, "--webui-port", "0"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment()
                .put("SPARK_HOME", folder.resolve("home").toAbsolutePath().toString());
        builder.environment().put("SPARK_SCALA_VERSION", "2.13");
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        builder.environment().put("JAVA_HOME", java.toString());
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(log(name).toFile())
                .start();
        processes.add(process);
        return process;
    }

    private Path log(String name) {
        return folder.resolve(name + ".log");
    }

    private String await(String name, Pattern line) throws IOException, InterruptedException {
        for (long end = System.nanoTime() + SECONDS_TO_START * 1_000_000_000L; System.nanoTime() < end; ) {
            Matcher found = line.matcher(Files.readString(log(name)));
            if (found.find()) {
                return found.group(1);
            }
            Thread.sleep(50);
        }
        throw new IllegalStateException(
                "no %s in %d s:%n%s".formatted(line, SECONDS_TO_START, Files.readString(log(name))));
    }

    String url() {
        return url;
    }

    /** Kills a worker and the executors that it started, without a word. */
    void killWorker(int number) throws InterruptedException {
        List<ProcessHandle> executors = workers.get(number).descendants().toList();
        workers.get(number).destroyForcibly().waitFor();
        executors.forEach(ProcessHandle::destroyForcibly);
    }

    /** Kills all executors; workers start new ones. */
    void killExecutors() {
        workers.forEach(worker -> worker.descendants().forEach(ProcessHandle::destroyForcibly));
    }

    /** What the executors wrote, for messages of tests. */
    String executorLogs() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.endsWith("stderr"))
                    .map(Cluster::read)
                    .collect(Collectors.joining("\n"));
        }
    }

    private static String read(Path file) {
        try {
            return file + "\n" + Files.readString(file);
        } catch (IOException e) {
            return file + ": " + e;
        }
    }

    @Override
    public void close() {
        for (Process process : processes) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        processes.forEach(process -> process.onExit().join());
        jars.forEach(Cluster::delete); // JUnit would warn of each
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
