package t2drl.benchmarks;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import t2drl.agent.CachingSettings;
import t2drl.agent.Ddqn;
import t2drl.device.Devices;
import t2drl.edge.CacheSets;
import t2drl.edge.Scenario;
import t2drl.kernel.AdamRule;
import t2drl.kernel.Device;
import t2drl.kernel.MlpShape;
import t2drl.kernel.Recording;
import t2drl.kernel.Schedule;
import t2drl.method.Training;

/** The cache learner of {@code t2drl train} on a made-up batch, discounted so that its targets count. */
public final class DdqnCase implements Learner {
    private final Device device;
    private final Ddqn agent;
    private final Recording update;

    public DdqnCase(int batch, int threads) {
        device = Devices.open(Devices.CPU, threads);
        MlpShape shape = shape();
        agent = new Ddqn(device, shape, settings(), batch);
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
        agent.initialize(random);
        Ddqn.Batch b = agent.batch();
        for (var buffer : new t2drl.kernel.Buffer[] {b.state(), b.nextState(), b.reward()}) {
            double[] values = new double[buffer.length()];
            Arrays.setAll(values, i -> random.nextGaussian());
            buffer.write(values);
        }
        int[] actions = new int[batch];
        Arrays.setAll(actions, i -> random.nextInt(shape.outputs()));
        b.action().write(actions);
        device.updates().fill(b.nextFeasible(), 1);
        update = device.record(agent::update);
    }

    public static MlpShape shape() {
        Scenario scenario = Scenario.defaults();
        return Training.cachingShape(scenario, CachingSettings.defaults(), new CacheSets(scenario));
    }

    public static Ddqn.Settings settings() {
        CachingSettings s = CachingSettings.defaults();
        return new Ddqn.Settings(0.95, s.targetRate(), new AdamRule(Schedule.constant(s.learningRate())));
    }

    public Ddqn agent() {
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
