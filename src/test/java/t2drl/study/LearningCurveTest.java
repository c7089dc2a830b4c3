package t2drl.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import t2drl.method.TrainingMetrics;

class LearningCurveTest {
    @TempDir
    Path folder;

    @Test
    void drawsThreePanels() throws IOException {
        Map<String, Double> references = new LinkedHashMap<>();
        references.put("rcars", 3.408);
        references.put("oracle", 2.782);
        Path png = folder.resolve("curve.png");

        LearningCurve.write(png, "d3pg, shared networks, seed 1", metrics(200), references);

        BufferedImage image = ImageIO.read(png.toFile());
        assertThat(image.getWidth()).isEqualTo(900);
        assertThat(image.getHeight()).isEqualTo(960);
        // Each panel's own colour is there, and in no other panel.
        assertThat(panelsWith(image, 0x0072B2)).containsExactly(0);
        assertThat(panelsWith(image, 0x009E73)).containsExactly(1);
        assertThat(panelsWith(image, 0xD55E00)).containsExactly(2);
    }

    @Test
    void drawsASingleReport() {
        Path png = folder.resolve("curve.png");
        LearningCurve.write(png, "short", metrics(1), Map.of());
        assertThat(png).isNotEmptyFile();
    }

    @Test
    void theMovingMeanIsCentred() {
        double[] steps = new double[80];
        steps[40] = 5;

        double[] means = LearningCurve.movingMean(steps);

        assertThat(means[37]).isZero();
        assertThat(means[38]).isEqualTo(1);
        assertThat(means[42]).isEqualTo(1);
        assertThat(means[43]).isZero();
    }

    private static List<Integer> panelsWith(BufferedImage image, int rgb) {
        return IntStream.range(0, image.getHeight())
                .filter(y -> IntStream.range(0, image.getWidth()).anyMatch(x -> (image.getRGB(x, y) & 0xFFFFFF) == rgb))
                .map(y -> y / 320)
                .distinct()
                .boxed()
                .toList();
    }

    private static List<TrainingMetrics> metrics(int reports) {
        Random random = new Random(1);
        return IntStream.range(0, reports)
                .mapToObj(i -> {
                    double learned = 1 - Math.exp(-i / 20.0);
                    double reward = -3.6 + 0.83 * learned + 0.05 * random.nextGaussian();
                    return new TrainingMetrics(
                            3200L * i,
                            20L * i,
                            0.3 * i,
                            100 * reward,
                            reward,
                            0.25 + 0.3 * learned + 0.02 * random.nextGaussian(),
                            0.2 - 0.17 * learned + 0.005 * random.nextGaussian(),
                            10000,
                            Double.NaN,
                            Double.NaN,
                            Double.NaN,
                            9,
                            8,
                            7,
                            6,
                            1,
                            0.3);
                })
                .toList();
    }
}
