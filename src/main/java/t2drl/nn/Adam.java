package t2drl.nn;

import org.jspecify.annotations.Nullable;
import t2drl.kernel.AdamRule;
import t2drl.kernel.Buffer;
import t2drl.kernel.Counter;
import t2drl.kernel.Device;
import t2drl.kernel.SavedState;

/** Gradients and moments of one network, and its optimiser step, with which a target network may follow. */
public final class Adam {
    private final Device device;
    private final Network network;
    private final AdamRule rule;
    private final Buffer gradients;
    private final Buffer m;
    private final Buffer v;
    private final Counter steps;
    private final @Nullable Network target;
    private final double targetRate;

    /** {@code target}, if there is one, moves {@code targetRate} of the way to the network after every step. */
    public Adam(Device device, Network network, AdamRule rule, @Nullable Network target, double targetRate) {
        this.device = device;
        this.network = network;
        this.rule = rule;
        this.target = target;
        this.targetRate = targetRate;
        int size = network.layout().size();
        gradients = device.buffer(size);
        m = device.buffer(size);
        v = device.buffer(size);
        steps = device.counter();
    }

    /** What a backward pass fills before {@link #step}. */
    public Buffer gradients() {
        return gradients;
    }

    public void step() {
        Buffer following = target == null ? null : target.parameters();
        device.updates().adam(network.parameters(), gradients, m, v, rule, steps, following, targetRate);
    }

    public void listState(SavedState state) {
        state.add("m", m).add("v", v).add("steps", steps);
    }
}
