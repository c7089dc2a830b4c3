package t2drl.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.SparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import t2drl.common.UserException;
import t2drl.study.compare.LocalRunner;
import t2drl.study.compare.Unit;

/** Spark in this process. */
class SparkRunnerTest {
    private static SparkRunner runner(String master) {
        return new SparkRunner(Master.of(master), null);
    }

    private static List<Unit> units() {
        return Stream.concat(
                        IntStream.range(0, 4).mapToObj(seed -> Units.known("rcars", seed)),
                        Stream.of(Units.known("oracle", 0), Units.learned(0, 3, 16)))
                .toList();
    }

    @Test
    void givesWhatTheLocalEngineGives() {
        Heard local = new Heard();
        Heard spark = new Heard();
        new LocalRunner(1, null).run(units(), local);
        runner("local[2]").run(units(), spark);

        assertThat(spark.failed).isEmpty();
        assertThat(spark.results).hasSize(6).isEqualTo(local.results);
        assertThat(spark.progress.keySet()).isEqualTo(spark.results.keySet());
    }

    @Test
    void aUnitThatFailsFailsAlone() {
        List<Unit> units = Stream.concat(units().stream(), Stream.of(Units.known("nothing", 0)))
                .toList();
        Heard heard = new Heard();

        runner("local[2]").run(units, heard);

        assertThat(heard.results).hasSize(6);
        assertThat(heard.failed).containsOnlyKeys("nothing-seed0");
        assertThat(heard.failed.get("nothing-seed0"))
                .isEqualTo("java.lang.IllegalArgumentException: no method is called nothing");
    }

    @Test
    void stopsWhenAsked() {
        Heard heard = new Heard() {
            @Override
            public boolean stopped() {
                return !results.isEmpty();
            }
        };

        runner("local[2]")
                .run(
                        Stream.concat(units().stream(), Stream.of(Units.learned(1, 100_000, 64)))
                                .toList(),
                        heard);

        assertThat(heard.results.size()).isLessThan(7);
        assertThat(heard.failed).isEmpty();
    }

    /** As at Ctrl-C, when Spark's own shutdown hook is the faster one. */
    @Test
    void isSilentWhenStoppedAfterSpark() {
        Heard heard = new Heard() {
            private boolean stopped;

            @Override
            public boolean stopped() {
                if (!stopped && !results.isEmpty()) {
                    stopped = true;
                    SparkContext.getOrCreate().stop();
                }
                return stopped;
            }
        };

        runner("local[2]")
                .run(
                        Stream.concat(units().stream(), Stream.of(Units.learned(1, 100_000, 64)))
                                .toList(),
                        heard);

        assertThat(heard.results.size()).isBetween(1, 6);
        assertThat(heard.failed).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "local", "local[0]", "local[2", "yarn", "spark://host", "spark://host:port", "k8s://a:1"})
    void otherMastersAreRefused(String master) {
        assertThatThrownBy(() -> runner(master))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("spark://HOST:PORT");
    }

    @Test
    void aMasterThatDoesNotAnswerIsSaid() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }

        assertThatThrownBy(() -> runner("spark://127.0.0.1:" + port).run(units(), new Heard()))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("No Spark master answers at spark://127.0.0.1:" + port);
    }
}
