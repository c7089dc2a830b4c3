package t2drl.nn;

import java.util.random.RandomGenerator;
import t2drl.kernel.Buffer;
import t2drl.kernel.Device;
import t2drl.kernel.NetworkShape;

/** How raw actions come from states: one class a kind of actor. */
public interface Actor {
    NetworkShape shape();

    /** Start values as {@code networks.md} has them for this actor. */
    void initialize(Network network, RandomGenerator random);

    /** Numbers of noise one cell needs: a_L and z_L .. z_2; 0 for a deterministic actor. */
    int noise();

    /** Numbers in one cell's state. */
    int state();

    /** Numbers in one cell's raw action. */
    int action();

    Pass pass(Device device, int cells, boolean training);

    /** A forward pass over a fixed number of cells and the backward pass that belongs to it. */
    interface Pass {
        /** {@code state [cells, ...] -> action [cells, action()]}; {@code noise} is {@code [steps, cells, action()]}. */
        void forward(Buffer parameters, Buffer state, Buffer noise, Buffer action);

        void backward(Buffer parameters, Buffer state, Buffer dAction, Buffer gradients);
    }
}
