package t2drl.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import t2drl.common.UserException;
import t2drl.testing.Mutations;

/** Mutations of a full configuration: it is read, and then reads back as it is, or all that is wrong is told in sentences; it never takes long, or much memory. */
@Timeout(300)
class ConfigurationFuzzTest {
    private static final int ROUNDS = Integer.getInteger("t2drl.fuzz", 1_000);
    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long MOST_BYTES = 64 << 20;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @TempDir
    Path folder;

    @BeforeAll
    static void loadClasses() {
        ConfigurationReader.parse(ConfigurationPrinter.yaml(Configuration.defaults()), "first");
    }

    @Test
    void mutatedYaml() {
        mutatedTexts(ConfigurationPrinter.yaml(Configuration.defaults()).replaceAll("(?m)^ *#.*\n|^\n", ""), 1);
    }

    @Test
    void mutatedJson() {
        mutatedTexts(ConfigurationPrinter.json(Configuration.defaults()), 2);
    }

    /** With its comments. */
    @Test
    void mutatedBytesOfAFile() throws IOException {
        byte[] sound = ConfigurationPrinter.yaml(Configuration.defaults()).getBytes(StandardCharsets.UTF_8);
        Path file = folder.resolve("c.yaml");
        Random random = new Random(3);
        for (int round = 0; round < ROUNDS; round++) {
            Files.write(file, Mutations.bytes(sound, random));
            reads(() -> ConfigurationReader.read(file), "bytes, round " + round);
        }
    }

    private static void mutatedTexts(String sound, long seed) {
        Random random = new Random(seed);
        int read = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String text = Mutations.text(sound, random);
            read += reads(() -> ConfigurationReader.parse(text, "c"), "seed %d, round %d".formatted(seed, round))
                    ? 1
                    : 0;
        }
        assertThat(read).isBetween(ROUNDS / 100, ROUNDS * 99 / 100);
    }

    private static boolean reads(Supplier<Configuration> reader, String what) {
        long nanos = THREADS.getCurrentThreadCpuTime();
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        Configuration configuration = null;
        try {
            configuration = reader.get();
        } catch (UserException e) {
            assertThat(e.getMessage()).as(what).doesNotContain("Exception", "\tat ", "\u001b");
        } catch (RuntimeException | StackOverflowError e) {
            throw new AssertionError(what, e);
        }
        assertThat(THREADS.getCurrentThreadCpuTime() - nanos).as(what).isLessThan(MOST_NANOS);
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - bytes).as(what).isLessThan(MOST_BYTES);
        if (configuration == null) {
            return false;
        }
        assertThat(ConfigurationReader.parse(ConfigurationPrinter.json(configuration), "again"))
                .as(what)
                .isEqualTo(configuration);
        return true;
    }
}
