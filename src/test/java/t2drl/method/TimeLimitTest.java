package t2drl.method;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import t2drl.agent.ActorCritic;
import t2drl.agent.Family;
import t2drl.agent.LearnerSettings;
import t2drl.edge.Cells;
import t2drl.edge.Scenario;
import t2drl.kernel.Buffer;
import t2drl.kernel.CellShape;
import t2drl.kernel.Device;
import t2drl.kernel.vector.VectorDevice;

/** A time limit is no end: the last slot of an episode is followed, in the replay buffer, by what would have come next. */
class TimeLimitTest {
    private static final long SEED = 11;
    private static final int F = CellShape.FEATURES;

    /** Gain, sizes and transfer times: what does not depend on the cached set. */
    private static final int[] FREE_OF_CACHES = {1, 2, 3, 10, 11};

    private final Scenario scenario = ShortTraining.scenario();
    private final int users = scenario.users();
    private final int width = users * F;
    private final int slotsPerEpisode = scenario.frames() * scenario.slotsPerFrame();
    private final LearnerSettings settings = ShortTraining.settings(Family.SHARED, s -> {
        s.discount = 0.9;
        s.episodes = 4;
    });

    /** One row of a mini-batch, as the learner saw it. */
    private record Sample(double[] state, double[] next, double[] nextHit, boolean bootstrapped) {}

    @Test
    void theLastSlotIsFollowedByWhatWouldHaveComeNext() {
        try (Device device = new VectorDevice(1)) {
            Training training = new Training(device, scenario, settings, SEED);
            List<double[]> observed = new ArrayList<>();
            List<Sample> samples = new ArrayList<>();
            training.run(_ -> {}, () -> {
                observed.add(training.allocation().state().toArray());
                if (training.updates() > 0) {
                    ActorCritic agent = training.allocation().agent();
                    assertThat(agent.batch().done().toArray()).containsOnly(0);
                    assertThat(training.caching().agent().batch().done().toArray())
                            .containsOnly(0);
                    collect(agent, samples);
                }
                return false;
            });
            assertThat(observed).hasSize(settings.episodes() * slotsPerEpisode);

            Map<List<Double>, Integer> places = places(observed);
            List<double[]> continued = continuations(device);
            int last = 0;
            for (Sample sample : samples) {
                int place = places.get(boxed(sample.state));
                int slot = place / settings.cells();
                int from = place % settings.cells() * width;
                if (slot % slotsPerEpisode == slotsPerEpisode - 1) {
                    double[] episode = continued.get(slot / slotsPerEpisode);
                    double[] next = Arrays.copyOfRange(episode, from, from + width);
                    assertThat(freeOfCaches(sample.next)).isEqualTo(freeOfCaches(next));
                    last++;
                } else if (slot + 1 < observed.size()) {
                    assertThat(sample.next).isEqualTo(Arrays.copyOfRange(observed.get(slot + 1), from, from + width));
                }
                for (int u = 0; u < users; u++) {
                    assertThat(sample.nextHit[u]).isEqualTo(sample.next[u * F]);
                }
                assertThat(sample.bootstrapped).isTrue();
            }
            assertThat(last).as("last slots of episodes seen in mini-batches").isGreaterThan(20);
        }
    }

    private void collect(ActorCritic agent, List<Sample> samples) {
        double[] states = agent.batch().state().toArray();
        double[] nexts = agent.batch().nextState().toArray();
        double[] hits = agent.batch().nextHit().toArray();
        double[] rewards = agent.batch().reward().toArray();
        double[] targets = agent.trace().y().toArray();
        for (int i = 0; i < settings.batch(); i++) {
            samples.add(new Sample(
                    Arrays.copyOfRange(states, i * width, (i + 1) * width),
                    Arrays.copyOfRange(nexts, i * width, (i + 1) * width),
                    Arrays.copyOfRange(hits, i * users, (i + 1) * users),
                    rewards[i * users] != targets[i * users]));
        }
    }

    /** From an observation to its slot and cell, as {@code slot * cells + cell}. */
    private Map<List<Double>, Integer> places(List<double[]> observed) {
        Map<List<Double>, Integer> places = new HashMap<>();
        for (int slot = 0; slot < observed.size(); slot++) {
            for (int cell = 0; cell < settings.cells(); cell++) {
                double[] row = Arrays.copyOfRange(observed.get(slot), cell * width, (cell + 1) * width);
                places.put(boxed(row), slot * settings.cells() + cell);
            }
        }
        return places;
    }

    /** The same cells without a learner: their observation right after the last slot of each episode. */
    private List<double[]> continuations(Device device) {
        Cells cells = new Cells(device, scenario, settings.cells(), SEED);
        int n = settings.cells() * users;
        Buffer features = device.buffer(n * F);
        List<double[]> continuations = new ArrayList<>();
        for (int episode = 0; episode < settings.episodes(); episode++) {
            cells.reset();
            for (int slot = 1; slot <= slotsPerEpisode; slot++) {
                if (slot % scenario.slotsPerFrame() == 0) {
                    cells.nextFrame();
                }
                cells.nextSlot();
            }
            cells.observe(features, device.buffer(n), device.buffer(n));
            continuations.add(features.toArray());
        }
        return continuations;
    }

    private double[] freeOfCaches(double[] row) {
        double[] free = new double[users * FREE_OF_CACHES.length];
        for (int i = 0; i < free.length; i++) {
            free[i] = row[i / FREE_OF_CACHES.length * F + FREE_OF_CACHES[i % FREE_OF_CACHES.length]];
        }
        return free;
    }

    private static List<Double> boxed(double[] row) {
        return Arrays.stream(row).boxed().toList();
    }
}
