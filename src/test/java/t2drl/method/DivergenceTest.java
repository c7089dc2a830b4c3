package t2drl.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import t2drl.agent.Family;
import t2drl.agent.LearnerSettings;
import t2drl.checkpoint.Checkpoints;
import t2drl.common.DivergedException;
import t2drl.kernel.Buffer;
import t2drl.kernel.Device;
import t2drl.kernel.Precision;
import t2drl.kernel.SavedState;
import t2drl.kernel.vector.VectorDevice;

/** A number that is not finite ends a training, and never gets into a checkpoint. */
class DivergenceTest {
    private final Device device = new VectorDevice(1);
    private final LearnerSettings settings = ShortTraining.settings(Family.SHARED, s -> s.episodes = 6);

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        device.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"actor", "critic", "cache learner"})
    void aLearningRateThatIsMuchTooLargeIsFoundAtOnce(String learner) {
        LearnerSettings wild = settings.with(s -> {
            switch (learner) {
                case "actor" -> s.actorLearningRate = 1e38;
                case "critic" -> s.criticLearningRate = 1e38;
                default -> s.caching = s.caching.with(c -> c.learningRate = 1e38);
            }
        });
        Training training = new Training(device, ShortTraining.scenario(), wild, 1);
        DivergedException e = catchThrowableOfType(DivergedException.class, () -> training.run(_ -> {}, () -> false));
        assertThat(e).as(learner).isNotNull();
        assertThat(e).hasMessageMatching(".* is (NaN|-?Infinity) .*(update|episode) \\d+.*");
        assertThat(training.updates()).isLessThan(40);
    }

    /** As a weight of the first layer, behind which a ReLU may hide it. */
    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void aBadWeightIsFoundByTheEndOfTheEpisode(double bad) {
        Training training = new Training(device, ShortTraining.scenario(), settings, 1);
        int[] slots = {0};
        assertThatThrownBy(() -> training.run(_ -> {}, () -> {
                    if (++slots[0] == 40) {
                        Buffer weights = training.allocation().agent().critic(0).parameters();
                        weights.write(0, new double[] {bad}, 0, 1);
                    }
                    return false;
                }))
                .isInstanceOf(DivergedException.class);
        assertThat(slots[0]).as("slots").isBetween(40, 45);
    }

    @Test
    void noBadNumberGetsIntoACheckpointWhereverItIs() throws IOException {
        Training training = new Training(device, ShortTraining.scenario(), settings, 1);
        int[] slots = {0};
        training.run(_ -> {}, () -> ++slots[0] == 40);
        SavedState state = training.savedState();
        Checkpoints checkpoints = new Checkpoints(folder, Map.of());
        checkpoints.write(40, state, Precision.SINGLE);
        Path sound = checkpoints.newest().orElseThrow();
        int planted = 0;
        for (SavedState.Item item : state.items()) {
            if (item instanceof SavedState.Numbers numbers && numbers.filled().getAsInt() > 0) {
                int last = numbers.filled().getAsInt() - 1;
                double was = numbers.buffer().get(last);
                numbers.buffer().write(last, new double[] {Double.NaN}, 0, 1);
                assertThatThrownBy(() -> checkpoints.write(41, state, Precision.SINGLE))
                        .isInstanceOf(DivergedException.class)
                        .hasMessage("element %d of %s is NaN", last, item.name());
                numbers.buffer().write(last, new double[] {was}, 0, 1);
                planted++;
            }
        }
        assertThat(planted).isGreaterThan(30);
        assertThat(checkpoints.newest()).contains(sound);
        assertThat(folder.toFile().list()).containsExactly(sound.getFileName().toString());
    }

    @Test
    void divergenceShowsInTheMetrics() {
        LearnerSettings wild = settings.with(s -> s.criticLearningRate = 10);
        double[] norms = {0, 0};
        for (int i = 0; i < 2; i++) {
            int run = i;
            new Training(device, ShortTraining.scenario(), i == 0 ? settings : wild, 1)
                    .run(m -> norms[run] = m.criticNorm(), () -> false);
        }
        assertThat(norms[0]).isPositive();
        assertThat(norms[1]).isGreaterThan(10 * norms[0]);
    }
}
