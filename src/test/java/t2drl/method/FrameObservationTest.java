package t2drl.method;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import t2drl.agent.CachingSettings;
import t2drl.agent.Observe;
import t2drl.edge.CacheSets;
import t2drl.edge.Cells;
import t2drl.edge.Scenario;
import t2drl.kernel.Buffer;
import t2drl.kernel.Device;
import t2drl.kernel.Indices;
import t2drl.kernel.scalar.ScalarDevice;

class FrameObservationTest {
    private static final int CELLS = 3;

    private final Scenario scenario = ShortTraining.scenario();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void seesTheRequestsOfTheLastFramesAndTheCachedSet(int history) {
        CachingSettings settings = requests(history);
        int models = scenario.models();
        int width = (history + 1) * models;
        assertThat(FrameObservation.width(scenario, settings)).isEqualTo(width);
        try (Device device = new ScalarDevice()) {
            Cells cells = new Cells(device, scenario, CELLS, 5);
            FrameObservation observation = new FrameObservation(device, scenario, settings, CELLS);
            Buffer out = device.buffer(CELLS * width);
            Indices masks = device.indices(1);
            masks.write(CacheSets.mostPopular(scenario));
            Indices choice = device.indices(CELLS);
            for (int episode = 0; episode < 2; episode++) {
                List<double[]> frames = new ArrayList<>();
                cells.reset();
                observation.start(cells.memory(), out);
                assertThat(out.toArray()).containsOnly(0);
                for (int frame = 0; frame < 6; frame++) {
                    if (frame > 0) {
                        cells.nextFrame();
                        observation.next(cells.memory(), out);
                        assertThat(out.toArray()).containsExactly(expected(frames, history));
                        cells.nextSlot();
                    }
                    cells.cache(choice, masks);
                    frames.addFirst(frequencies(cells));
                }
            }
        }
    }

    @Test
    void aHistoryIsNoPartOfWhatTheStateShows() {
        CachingSettings popularity = CachingSettings.defaults().with(s -> s.historyFrames = 7);
        assertThat(FrameObservation.width(scenario, popularity)).isEqualTo(scenario.popularityStates());
    }

    private static CachingSettings requests(int history) {
        return CachingSettings.defaults().with(s -> {
            s.observe = Observe.REQUESTS;
            s.historyFrames = history;
        });
    }

    /** Serves two slots of a frame and counts. */
    private double[] frequencies(Cells cells) {
        double[] frequencies = new double[CELLS * scenario.models()];
        for (int k = 0; k < 2; k++) {
            if (k > 0) {
                cells.nextSlot();
            }
            int[] requested = cells.memory().requested().toArray();
            for (int i = 0; i < requested.length; i++) {
                frequencies[i / scenario.users() * scenario.models() + requested[i]]++;
            }
        }
        return Arrays.stream(frequencies).map(f -> f / (2 * scenario.users())).toArray();
    }

    private double[] expected(List<double[]> frames, int history) {
        int models = scenario.models();
        double[] expected = new double[CELLS * (history + 1) * models];
        for (int c = 0; c < CELLS; c++) {
            int at = c * (history + 1) * models;
            for (int h = 0; h < Math.min(history, frames.size()); h++) {
                System.arraycopy(frames.get(h), c * models, expected, at + h * models, models);
            }
            for (int m = 0; m < models; m++) {
                expected[at + history * models + m] = CacheSets.contains(CacheSets.mostPopular(scenario), m) ? 1 : 0;
            }
        }
        return expected;
    }
}
