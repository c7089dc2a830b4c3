package t2drl.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import t2drl.chart.Chart;
import t2drl.method.TrainingMetrics;

class LearningCurveTest {
    @Test
    void drawsThreePanels() throws IOException {
        Map<String, Double> references = new LinkedHashMap<>();
        references.put("rcars", 3.408);
        references.put("oracle", 2.782);

        Chart curve = LearningCurve.of("d3pg, shared networks, seed 1", metrics(200), references);

        BufferedImage image = ImageIO.read(new ByteArrayInputStream(curve.png()));
        assertThat(panelsWith(image, 0x0072B2)).as("moving mean").containsExactly(0, 1, 2);
        assertThat(panelsWith(image, 0xCC79A7)).as("oracle").containsExactly(0);
    }

    @Test
    void drawsASingleReport() {
        assertThat(LearningCurve.of("short", metrics(1), Map.of()).svg()).doesNotContain("NaN", "Infinity");
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
        return IntStream.range(0, image.getWidth())
                .filter(x ->
                        IntStream.range(0, image.getHeight()).anyMatch(y -> (image.getRGB(x, y) & 0xFFFFFF) == rgb))
                .map(x -> 3 * x / image.getWidth())
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
