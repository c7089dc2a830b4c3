package t2drl.agent;

import t2drl.kernel.Device;

/** Deep deterministic policy gradient, with the same critic, action map and features as {@link D3pg} and no chain. */
public final class Ddpg extends ActorCritic {
    public Ddpg(Device device, AllocatorShape shape, Settings settings, int batch) {
        super(device, shape.deterministicActor(), shape.critic(), shape.map().users(), settings, batch);
    }
}
