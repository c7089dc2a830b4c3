package t2drl.agent;

import t2drl.kernel.Device;

/** Diffusion-model based deep deterministic policy gradient: the actor is a reverse diffusion chain, and the critic's gradient flows back through all of its steps. */
public final class D3pg extends ActorCritic {
    public D3pg(Device device, AllocatorShape shape, Settings settings, int batch) {
        super(device, shape.diffusionActor(), shape.critic(), shape.map().users(), settings, batch);
    }
}
