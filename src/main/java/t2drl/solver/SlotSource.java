package t2drl.solver;

import java.util.SplittableRandom;
import t2drl.edge.Popularity;
import t2drl.edge.Scenario;
import t2drl.edge.Slot;
import t2drl.edge.Wireless;

/** Draws independent slots of one popularity state, users anywhere in the cell (system model, sections 2 and 3). */
public final class SlotSource {
    private final Scenario scenario;
    private final Popularity popularity;
    private final int state;
    private final SplittableRandom random;

    public SlotSource(Scenario scenario, int state, long seed) {
        this.scenario = scenario;
        this.state = state;
        popularity = Popularity.of(scenario);
        random = new SplittableRandom(seed);
    }

    /** Fills a slot with new requests, sizes and gains; leaves its hits as they are. */
    public void draw(Slot slot) {
        double reach = scenario.cellSideM() / 2;
        for (int u = 0; u < scenario.users(); u++) {
            slot.model()[u] = popularity.request(state, random.nextDouble());
            slot.inputBits()[u] = between(scenario.inputBits());
            slot.outputBits()[u] = between(scenario.outputBits());
            double distanceM = Math.hypot(reach * (2 * random.nextDouble() - 1), reach * (2 * random.nextDouble() - 1));
            double fading = Math.max(scenario.fadingFloor(), random.nextExponential());
            slot.gain()[u] = Wireless.gain(Wireless.pathLossDb(distanceM), fading);
        }
    }

    private double between(double[] interval) {
        return interval[0] + (interval[1] - interval[0]) * random.nextDouble();
    }
}
