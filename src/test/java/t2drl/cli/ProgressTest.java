package t2drl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import t2drl.method.TrainingMetrics;

class ProgressTest {
    private final StringWriter text = new StringWriter();

    @Test
    void aTerminalSeesOneLineThatIsRewritten() {
        try (Progress progress = new Progress(new PrintWriter(text), true, 1000)) {
            progress.accept(metrics(250, 20, 2));
            progress.accept(metrics(500, 60, 4));
        }

        assertThat(text.toString())
                .isEqualTo("\r 25%  reward -2.915  hits 53.1%  late  4.2%  10 updates/s"
                        + "  0:06 left\u001b[K"
                        + "\r 50%  reward -2.915  hits 53.1%  late  4.2%  20 updates/s"
                        + "  0:04 left\u001b[K"
                        + System.lineSeparator());
    }

    @Test
    void aLogGetsALineEveryFewSecondsAndTheLast() {
        try (Progress progress = new Progress(new PrintWriter(text), false, 1000)) {
            for (int i = 1; i <= 10; i++) {
                progress.accept(metrics(100 * i, 10 * i, 2 * i));
            }
        }

        assertThat(text.toString().lines())
                .extracting(line -> line.substring(0, 4))
                .containsExactly(" 10%", " 40%", " 70%", "100%");
        assertThat(text.toString()).doesNotContain("\r", "\u001b");
    }

    @Test
    void longTrainingsShowHours() {
        new Progress(new PrintWriter(text), false, 1000).accept(metrics(100, 10, 1000));

        assertThat(text.toString()).contains("2:30:00 left");
    }

    private static TrainingMetrics metrics(long slots, long updates, double seconds) {
        return new TrainingMetrics(
                slots, updates, seconds, -291.5, -2.9149, 0.5314, 0.0416, 50, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }
}
