package t2drl.benchmarks.turns;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import t2drl.benchmarks.CommandLines;
import t2drl.common.UserException;

/** Times two builds of the program in turns, in one process, each in a class loader of its own. */
@Command(
        name = "benchmarks/turns",
        description = {
            "Times two builds of the program in turns of some 10 ms in one process: the swings of a shared machine meet"
                    + " both alike.",
            "OLD and NEW are checkouts that ./t2drl or Maven has built; what is timed is compiled against this one."
                    + " NAME is update/64, flat/update/256, flat-trained/threads2/update-ddpg/1024, decision/64,"
                    + " product/256 or the like.",
            "Prints the median, and the quartiles, of the turns' ratios of time, new over old, and each one's fastest"
                    + " turn. Code on vectors that the JIT compiler has a choice about is to be looked at with"
                    + " benchmarks/run, too: there, others call it."
        })
public final class Turns implements Callable<Integer> {
    private static final int WARM_UPS = 4;
    private static final double TURN_NANOS = 1e7;

    @Parameters(index = "0", paramLabel = "OLD")
    private Path old;

    @Parameters(index = "1", paramLabel = "NEW")
    private Path made;

    @Parameters(index = "2..*", arity = "1..*", paramLabel = "NAME")
    private List<String> names;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "20",
            description = "How long to time each, after as long a warm-up; default ${DEFAULT-VALUE}.")
    private double seconds;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this.")
    @SuppressWarnings("unused") // picocli asks for it
    private boolean help;

    private Turns() {}

    public static void main(String... arguments) {
        CommandLines.run(new Turns(), arguments);
    }

    @Override
    public Integer call() throws IOException {
        ClassLoader[] builds = {loader(old), loader(made)};
        for (String name : names) {
            Runnable[] subjects = {subject(builds[0], name), subject(builds[1], name)};
            System.out.println(report(name, turns(subjects)));
        }
        return 0;
    }

    /** The classes of a build, of what it needs, and of this project. */
    private static ClassLoader loader(Path checkout) throws IOException {
        Path jar = checkout.resolve("target/t2drl.jar");
        if (!Files.exists(jar)) {
            throw new UserException("%s is missing: build that checkout with ./t2drl --version.".formatted(jar));
        }
        List<URL> urls = new ArrayList<>();
        urls.add(jar.toUri().toURL());
        urls.add(Turns.class.getProtectionDomain().getCodeSource().getLocation());
        try (DirectoryStream<Path> libraries = Files.newDirectoryStream(checkout.resolve("target/lib"), "*.jar")) {
            for (Path library : libraries) {
                urls.add(library.toUri().toURL());
            }
        }
        return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    private static Runnable subject(ClassLoader build, String name) {
        try {
            return (Runnable) build.loadClass(Subject.class.getName())
                    .getMethod("named", String.class)
                    .invoke(null, name);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException) {
                throw new UserException(
                        "Nothing is called %s: benchmarks/turns --help names examples.".formatted(name), e);
            }
            throw new IllegalStateException("this build cannot run what is compiled against the other", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Nanoseconds of a run of each, turn by turn. */
    private List<double[]> turns(Runnable[] subjects) {
        int[] runs = {1, 1};
        for (int i = 0; i < 2 * WARM_UPS; i++) {
            runs[i % 2] = warmUp(subjects[i % 2], seconds * 1e9 / WARM_UPS / 2);
        }
        List<double[]> turns = new ArrayList<>();
        long start = System.nanoTime();
        while (System.nanoTime() - start < seconds * 1e9) {
            double[] nanos = new double[2];
            for (int i = 0; i < 2; i++) {
                int who = (i + turns.size()) % 2; // each begins every other time
                nanos[who] = nanos(subjects[who], runs[who]);
            }
            turns.add(nanos);
        }
        return turns;
    }

    /** How many runs a turn has. */
    private static int warmUp(Runnable subject, double nanos) {
        int runs = 0;
        long start = System.nanoTime();
        while (System.nanoTime() - start < nanos) {
            subject.run();
            runs++;
        }
        return Math.max(1, (int) (runs * TURN_NANOS / nanos));
    }

    private static double nanos(Runnable subject, int runs) {
        long start = System.nanoTime();
        for (int i = 0; i < runs; i++) {
            subject.run();
        }
        return (double) (System.nanoTime() - start) / runs;
    }

    private static String report(String name, List<double[]> turns) {
        double[] ratios = turns.stream().mapToDouble(t -> t[1] / t[0]).sorted().toArray();
        int n = ratios.length;
        return String.format(
                Locale.ROOT,
                "%-32s new/old %.3f (%.3f to %.3f), fastest %.1f and %.1f us, %d turns",
                name,
                ratios[n / 2],
                ratios[n / 4],
                ratios[n * 3 / 4],
                fastest(turns, 0) / 1e3,
                fastest(turns, 1) / 1e3,
                n);
    }

    private static double fastest(List<double[]> turns, int who) {
        return turns.stream().mapToDouble(t -> t[who]).min().orElseThrow();
    }
}
