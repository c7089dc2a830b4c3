package t2drl.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import t2drl.agent.AgentKind;
import t2drl.config.Configuration;
import t2drl.edge.CacheSets;
import t2drl.edge.Cells;
import t2drl.edge.Scenario;
import t2drl.kernel.Buffer;
import t2drl.kernel.Device;
import t2drl.kernel.Indices;
import t2drl.kernel.scalar.ScalarDevice;

class KnownMethodTest {
    private final Scenario scenario = ShortTraining.scenario().with(s -> s.frames = 8);
    private final CacheSets sets = new CacheSets(scenario);

    @Test
    void theNamesAreThoseThatFilesUse() {
        assertThat(KnownMethod.values())
                .extracting(KnownMethod::id)
                .startsWith("t2drl", "ddpg", "schrs", "rcars", "lfu", "static", "oracle", "best-known");
        assertThat(KnownMethod.named("best-known")).contains(KnownMethod.BEST_KNOWN);
        assertThat(KnownMethod.named("BEST_KNOWN")).isEmpty();
    }

    @Test
    void learnedMethodsSayHowToLearnThemAndTheOthersAreReady() {
        assertThat(KnownMethod.DDPG
                        .configure(Configuration.defaults())
                        .learners()
                        .agent())
                .isEqualTo(AgentKind.DDPG);
        MethodParts parts = new MethodParts(scenario, sets, 1, 1);
        assertThatThrownBy(() -> KnownMethod.T2DRL.make(parts)).hasMessageContaining("t2drl");
        assertThatThrownBy(() -> KnownMethod.LFU.configure(Configuration.defaults()))
                .hasMessageContaining("lfu");
    }

    @Test
    void whatKnowsMoreCostsLess() {
        Map<KnownMethod, Double> cost = new EnumMap<>(KnownMethod.class);
        try (Device device = new ScalarDevice()) {
            Evaluator evaluator = new Evaluator(device, scenario, sets, 40, 9);
            MethodParts parts = new MethodParts(scenario, sets, 1, 2);
            for (KnownMethod method : KnownMethod.values()) {
                if (!method.isLearned()) {
                    Evaluator.Result result = evaluator.run(method.make(parts));
                    assertThat(result.method()).isEqualTo(method.id());
                    cost.put(
                            method,
                            result.episodes().stream()
                                    .mapToDouble(EpisodeResult::cost)
                                    .average()
                                    .orElseThrow());
                }
            }
        }
        assertThat(List.of(
                        cost.get(KnownMethod.BEST_KNOWN),
                        cost.get(KnownMethod.ORACLE),
                        cost.get(KnownMethod.STATIC),
                        cost.get(KnownMethod.SCHRS),
                        cost.get(KnownMethod.RCARS)))
                .isSorted();
        assertThat(cost.get(KnownMethod.LFU)).isBetween(cost.get(KnownMethod.ORACLE), cost.get(KnownMethod.RCARS));
    }

    @Test
    void lfuCountsWhatItHasServed() {
        List<int[]> requests = new ArrayList<>();
        List<int[]> choices = new ArrayList<>();
        int episodes = 7;
        Caching lfu = new LeastFrequentlyUsed(scenario, sets);
        Caching watched = new Caching() {
            @Override
            public void start() {
                lfu.start();
            }

            @Override
            public void cache(Cells cells, Indices choice) {
                lfu.cache(cells, choice);
                choices.add(choice.toArray());
            }
        };
        Allocation watchedAllocation = (Cells cells, Buffer state, Buffer hit, Buffer a3, Buffer b, Buffer xi) -> {
            requests.add(cells.memory().requested().toArray());
            new EqualShares(scenario).allocate(cells, state, hit, a3, b, xi);
        };
        try (Device device = new ScalarDevice()) {
            Evaluator evaluator = new Evaluator(device, scenario, sets, episodes, 4);
            Method method = Method.of("watched", watched, watchedAllocation);
            evaluator.run(method);
            evaluator.run(method);
        }
        long[][] counts = new long[episodes][scenario.models()];
        int slot = 0;
        for (int frame = 0; frame < 2 * scenario.frames(); frame++) {
            if (frame == scenario.frames()) {
                counts = new long[episodes][scenario.models()]; // the second run
            }
            for (int e = 0; e < episodes; e++) {
                assertThat(sets.mask(choices.get(frame)[e]))
                        .as("frame %d", frame)
                        .isEqualTo(CacheSets.mostRequested(scenario, counts[e]));
            }
            for (int k = 0; k < scenario.slotsPerFrame(); k++, slot++) {
                for (int i = 0; i < episodes * scenario.users(); i++) {
                    counts[i / scenario.users()][requests.get(slot)[i]]++;
                }
            }
        }
    }
}
