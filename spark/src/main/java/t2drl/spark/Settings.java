package t2drl.spark;

import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jcuda.driver.JCudaDriver;
import org.apache.spark.SparkConf;
import org.yaml.snakeyaml.Yaml;
import t2drl.device.Devices;
import t2drl.study.compare.UnitWork;

/** How a study is set up on Spark. What this process was given as {@code -Dspark.…} goes before, but for what a study needs to run at all. */
final class Settings {
    /** Attempts at a unit, if executors die under it; Spark's own number. */
    private static final int ATTEMPTS = 4;

    /** A class of each jar that a unit needs and that is no part of Spark. */
    private static final List<Class<?>> SHIPPED =
            List.of(UnitWork.class, SparkRunner.class, YAMLFactory.class, Yaml.class, JCudaDriver.class);

    private static final String EXECUTOR_JAVA = "--add-modules=jdk.incubator.vector --enable-native-access=ALL-UNNAMED"
            + " --sun-misc-unsafe-memory-access=allow -XX:+UseG1GC -Djava.awt.headless=true -Djava.library.path=.";

    private Settings() {}

    static SparkConf of(Master master, String device) {
        SparkConf conf = new SparkConf()
                .setMaster(master.url())
                .setAppName("t2drl compare")
                .setIfMissing("spark.ui.enabled", "false")
                .set("spark.ui.showConsoleProgress", "false");
        return master.local() ? local(conf) : cluster(conf, device);
    }

    /** Needs no network, however this machine is called. */
    private static SparkConf local(SparkConf conf) {
        return conf.setIfMissing("spark.driver.host", "127.0.0.1")
                .setIfMissing("spark.driver.bindAddress", "127.0.0.1");
    }

    /** An executor has one core and so one unit at a time: memory is right on machines of any size, and what kills it kills one unit. */
    private static SparkConf cluster(SparkConf conf, String device) {
        conf.setIfMissing("spark.executor.cores", "1")
                .setIfMissing("spark.executor.memory", "1g")
                .setIfMissing("spark.task.maxFailures", Integer.toString(ATTEMPTS))
                .set(
                        "spark.executor.extraJavaOptions",
                        EXECUTOR_JAVA + " " + conf.get("spark.executor.extraJavaOptions", ""))
                .set("spark.jars", SHIPPED.stream().map(Settings::jarOf).collect(Collectors.joining(",")));
        if (Gpus.wanted(device)) {
            conf.set("spark.executor.resource." + Gpus.RESOURCE + ".amount", "1")
                    .set("spark.task.resource." + Gpus.RESOURCE + ".amount", "1");
        }
        if (!List.of(Devices.CPU, Devices.SCALAR).contains(device)) {
            cudaLibrary().ifPresent(library -> conf.set("spark.files", library));
        }
        return conf;
    }

    /** Attempts at a unit before it has failed: in this process nothing is tried twice. */
    static int attempts(Master master, SparkConf conf) {
        return master.local() ? 1 : conf.getInt("spark.task.maxFailures", ATTEMPTS);
    }

    private static String jarOf(Class<?> type) {
        try {
            String path = Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
            if (!path.endsWith(".jar")) {
                throw new IllegalStateException("%s comes from %s, which is no jar and cannot be sent to workers"
                        .formatted(type.getName(), path));
            }
            return path;
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** JCuda's native library, for systems that have one. */
    private static Optional<String> cudaLibrary() {
        return Stream.of(System.getProperty("java.library.path", "").split(File.pathSeparator))
                .map(Path::of)
                .filter(Files::isDirectory)
                .flatMap(Settings::files)
                .filter(file -> file.getFileName().toString().startsWith("libJCudaDriver-"))
                .map(Path::toString)
                .findFirst();
    }

    private static Stream<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
