package t2drl.benchmarks;

import t2drl.agent.ActorCritic;
import t2drl.device.Devices;
import t2drl.kernel.Device;
import t2drl.kernel.Recording;
import t2drl.study.MadeUpUpdate;

/** Our own learner on a made-up batch. */
public final class T2drlLearner implements Learner {
    private final Device device;
    private final ActorCritic agent;
    private final Recording update;

    public T2drlLearner(LearnerCase c, int batch, int threads) {
        this(c, batch, Devices.open(Devices.CPU, threads));
    }

    /** On that device, which it closes. */
    T2drlLearner(LearnerCase c, int batch, Device device) {
        this.device = device;
        agent = new ActorCritic(device, c.actor(), c.critic(), c.users(), c.settings(), batch);
        update = MadeUpUpdate.record(device, agent);
    }

    public ActorCritic agent() {
        return agent;
    }

    @Override
    public void update() {
        update.replay();
    }

    @Override
    public void close() {
        device.close();
    }
}
