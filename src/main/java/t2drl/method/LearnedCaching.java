package t2drl.method;

import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import t2drl.agent.CachingSettings;
import t2drl.edge.Cells;
import t2drl.edge.Scenario;
import t2drl.kernel.Buffer;
import t2drl.kernel.Counter;
import t2drl.kernel.Device;
import t2drl.kernel.Indices;
import t2drl.kernel.MlpShape;
import t2drl.kernel.Schedule;
import t2drl.kernel.Tape;
import t2drl.nn.Network;

/** The sets that a trained cache learner values most. */
public final class LearnedCaching implements Caching {
    private final Device device;
    private final FrameObservation observation;
    private final Network network;
    private final int cells;
    private final int sets;
    private final Tape tape;
    private final Buffer state;
    private final Buffer q;
    private final Buffer feasible;
    private final Buffer unused;
    private final Counter step;
    private boolean atStart;
    private final int @Nullable [] setHere;

    /** {@code network} has the shape that {@link Training#cachingShape} gives for the scenario. */
    public LearnedCaching(Device device, Scenario scenario, CachingSettings settings, Network network, int cells) {
        this(device, scenario, settings, network, null, cells);
    }

    /**
     * For another scenario than the network's: {@code setHere} has for each of the sets that it learned the index among this scenario's, negative
     * for those that do not fit here, which are never chosen; null if they are the same.
     */
    LearnedCaching(
            Device device,
            Scenario scenario,
            CachingSettings settings,
            Network network,
            int @Nullable [] setHere,
            int cells) {
        MlpShape shape = (MlpShape) network.shape();
        this.device = device;
        observation = new FrameObservation(device, scenario, settings, cells);
        this.network = network;
        this.cells = cells;
        sets = shape.outputs();
        tape = device.networks().tape(shape, cells, false);
        state = device.buffer(cells * shape.inputs());
        q = device.buffer(cells * sets);
        feasible = device.buffer(cells * sets);
        device.updates().fill(feasible, 1);
        this.setHere = setHere;
        if (setHere != null) {
            feasible.write(IntStream.range(0, cells * sets)
                    .mapToDouble(i -> setHere[i % sets] < 0 ? 0 : 1)
                    .toArray());
        }
        unused = device.buffer(cells * 2);
        step = device.counter();
    }

    @Override
    public void start() {
        atStart = true;
    }

    @Override
    public void cache(Cells simulated, Indices choice) {
        if (atStart) {
            observation.start(simulated.memory(), state);
        } else {
            observation.next(simulated.memory(), state);
        }
        atStart = false;
        device.networks().mlpForward(tape, network.parameters(), state, q);
        device.updates().epsilonGreedy(cells, sets, q, feasible, unused, Schedule.constant(0), step, choice);
        if (setHere != null) {
            choice.write(IntStream.of(choice.toArray()).map(set -> setHere[set]).toArray());
        }
    }
}
