package t2drl.kernel.scalar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import t2drl.kernel.Activation;
import t2drl.kernel.AdamRule;
import t2drl.kernel.Buffer;
import t2drl.kernel.Counter;
import t2drl.kernel.NoiseSchedule;
import t2drl.kernel.Prediction;
import t2drl.kernel.RandomStream;
import t2drl.kernel.Recording;
import t2drl.kernel.Schedule;
import t2drl.kernel.SharedChainShape;
import t2drl.kernel.Tape;

class ScalarDeviceTest {
    /** A miniature of training: draw, forward, loss, backward, Adam, advance. */
    private static final class Training {
        final Lab lab = new Lab(3);
        final NoiseSchedule schedule = new NoiseSchedule(3, 0.1, 10);
        final SharedChainShape shape = new SharedChainShape(2, 3, 5, 4, Activation.MISH, schedule, Prediction.CLEAN);
        final int cells = 4;
        final int n = cells * 4;
        final Tape tape = lab.device.networks().tape(shape, cells, true);
        final Buffer p = lab.uniform(shape.layout().size(), 0.5);
        final Buffer gradients = lab.poisoned(p.length());
        final Buffer m = lab.device.buffer(p.length());
        final Buffer v = lab.device.buffer(p.length());
        final Buffer state = lab.poisoned(cells * 2 * 3);
        final Buffer noise = lab.poisoned(3 * n);
        final Buffer wanted = lab.normal(n);
        final Buffer action = lab.poisoned(n);
        final Buffer dAction = lab.poisoned(n);
        final Buffer loss = lab.poisoned(1);
        final Counter step = lab.device.counter();
        final RandomStream states = new RandomStream(1, 0);
        final RandomStream noises = new RandomStream(1, 1);
        final AdamRule rule = new AdamRule(Schedule.linear(1e-2, 1e-3, 5));

        void update() {
            lab.device.random().uniform(states, step, state);
            lab.device.random().normal(noises, step, noise);
            lab.device.networks().sharedChainForward(tape, p, state, noise, action);
            lab.device.updates().meanSquaredError(n, action, wanted, dAction, loss, 0);
            lab.device.networks().sharedChainBackward(tape, p, state, dAction, gradients, null, null);
            lab.device.updates().adam(p, gradients, m, v, rule, step, null, 0);
        }
    }

    @Test
    void replayEqualsEagerCalls() {
        Training eager = new Training();
        Training recorded = new Training();
        double[] start = recorded.p.toArray();
        Recording recording = recorded.lab.device.record(recorded::update);
        assertThat(recorded.p.toArray()).as("recording runs nothing").isEqualTo(start);
        assertThat(recorded.step.get()).isZero();
        for (int i = 0; i < 4; i++) {
            eager.update();
            recording.replay();
            assertThat(recorded.p.toArray()).isEqualTo(eager.p.toArray());
            assertThat(recorded.loss.toArray()).isEqualTo(eager.loss.toArray());
        }
        assertThat(recorded.p.toArray()).isNotEqualTo(start);
        assertThat(recorded.step.get()).isEqualTo(4);
    }

    @Test
    void replayAllocatesNothing() {
        Training training = new Training();
        Recording recording = training.lab.device.record(training::update);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int i = 0; i < 200; i++) {
            recording.replay();
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 200; i++) {
            recording.replay();
        }
        long bytes = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(bytes / 200).as("bytes a replay").isZero();
    }

    @Test
    void hostAccessWhileRecordingIsRefused() {
        ScalarDevice device = new ScalarDevice();
        Buffer buffer = device.buffer(1);
        Counter counter = device.counter();
        assertThatThrownBy(() -> device.record(buffer::toArray)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> device.record(() -> counter.set(1))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> device.record(() -> device.record(() -> {})))
                .isInstanceOf(IllegalStateException.class);
        buffer.write(2.0);
        assertThat(buffer.get(0)).as("usable after a failed recording").isEqualTo(2);
    }

    @Test
    void floatsGoInAndOut() {
        Buffer buffer = new ScalarDevice().buffer(4);
        buffer.write(1, new float[] {9, 0.5f, 0.25f}, 1, 2);
        float[] out = new float[3];
        buffer.read(1, out, 1, 2);
        assertThat(buffer.toArray()).containsExactly(0, 0.5, 0.25, 0);
        assertThat(out).containsExactly(0, 0.5f, 0.25f);
    }
}
