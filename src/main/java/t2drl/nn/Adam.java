package t2drl.nn;

import t2drl.kernel.AdamRule;
import t2drl.kernel.Buffer;
import t2drl.kernel.Counter;
import t2drl.kernel.Device;

/** Gradients and moments of one network, and its optimiser step. */
public final class Adam {
    private final Device device;
    private final Network network;
    private final AdamRule rule;
    private final Buffer gradients;
    private final Buffer m;
    private final Buffer v;
    private final Counter steps;

    public Adam(Device device, Network network, AdamRule rule) {
        this.device = device;
        this.network = network;
        this.rule = rule;
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
        device.updates().adam(network.parameters(), gradients, m, v, rule, steps);
        device.updates().advance(steps);
    }
}
