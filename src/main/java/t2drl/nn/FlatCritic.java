package t2drl.nn;

import org.jspecify.annotations.Nullable;
import t2drl.kernel.Buffer;
import t2drl.kernel.Device;
import t2drl.kernel.MlpShape;
import t2drl.kernel.NetworkShape;
import t2drl.kernel.Tape;

/** The flat family's critic: one Q of state and raw action, {@code MLP([s, a])}. */
public record FlatCritic(MlpShape net, int action) implements Critic {
    @Override
    public NetworkShape shape() {
        return net;
    }

    @Override
    public int values() {
        return 1;
    }

    @Override
    public Pass pass(Device device, int cells, boolean training) {
        int width = net.inputs();
        int state = width - action;
        Tape tape = device.networks().tape(net, cells, training);
        Buffer x = device.buffer(cells * width);
        Buffer dx = device.buffer(training ? cells * width : 0);
        return new Pass() {
            @Override
            public void input(Buffer states, Buffer actions, Buffer hit, Buffer a3) {
                device.actions().concatenate(cells, state, states, action, actions, x);
            }

            @Override
            public void forward(Buffer parameters, Buffer q) {
                device.networks().mlpForward(tape, parameters, x, q);
            }

            @Override
            public void backward(Buffer parameters, Buffer dq, @Nullable Buffer gradients, @Nullable Buffer dAction) {
                device.networks().mlpBackward(tape, parameters, x, dq, gradients, dAction == null ? null : dx);
                if (dAction != null) {
                    device.actions().columns(cells, width, dx, state, action, dAction);
                }
            }
        };
    }
}
