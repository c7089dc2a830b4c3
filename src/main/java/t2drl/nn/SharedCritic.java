package t2drl.nn;

import org.jspecify.annotations.Nullable;
import t2drl.kernel.Buffer;
import t2drl.kernel.Device;
import t2drl.kernel.MapShape;
import t2drl.kernel.NetworkShape;
import t2drl.kernel.SharedShape;
import t2drl.kernel.Tape;

/** The shared family's critic: reads the mapped action, predicts each user's own reward. */
public record SharedCritic(SharedShape net, MapShape map) implements Critic {
    @Override
    public NetworkShape shape() {
        return net;
    }

    @Override
    public int values() {
        return net.users();
    }

    @Override
    public MappedPass pass(Device device, int cells, boolean training) {
        return new MappedPass(device, cells, training);
    }

    /** Besides, it holds the mapped action of its last input, and the gradients by it. */
    public final class MappedPass implements Pass {
        private final Device device;
        private final int cells;
        private final int users = net.users();
        private final int features = net.inputs() - 2;
        private final Tape tape;
        private final Buffer x;
        private final Buffer dx;
        private final Buffer b;
        private final Buffer f;
        private final Buffer xi;
        private final Buffer level;
        private final Buffer db;
        private final Buffer df;
        private @Nullable Buffer action;
        private @Nullable Buffer hit;
        private @Nullable Buffer a3;

        private MappedPass(Device device, int cells, boolean training) {
            this.device = device;
            this.cells = cells;
            tape = device.networks().tape(net, cells, training);
            int n = cells * users;
            x = device.buffer(n * net.inputs());
            dx = device.buffer(training ? n * net.inputs() : 0);
            b = device.buffer(n);
            f = device.buffer(n);
            xi = device.buffer(n);
            level = device.buffer(cells);
            db = device.buffer(training ? n : 0);
            df = device.buffer(training ? n : 0);
        }

        public Buffer b() {
            return b;
        }

        public Buffer f() {
            return f;
        }

        public Buffer db() {
            return db;
        }

        public Buffer df() {
            return df;
        }

        @Override
        public void input(Buffer state, Buffer action, Buffer hit, Buffer a3) {
            this.action = action;
            this.hit = hit;
            this.a3 = a3;
            device.actions().mappedInput(map, cells, features, state, action, hit, a3, b, f, xi, level, x);
        }

        @Override
        public void forward(Buffer parameters, Buffer q) {
            device.networks().sharedForward(tape, parameters, x, q);
        }

        @Override
        public void backward(Buffer parameters, Buffer dq, @Nullable Buffer gradients, @Nullable Buffer dAction) {
            if (dAction == null) {
                device.networks().sharedBackward(tape, parameters, x, dq, gradients, null);
                return;
            }
            device.networks().sharedBackward(tape, parameters, x, dq, gradients, dx, features);
            device.actions()
                    .mappedInputBackward(map, cells, features, dx, action, hit, a3, b, f, level, db, df, dAction);
        }
    }
}
