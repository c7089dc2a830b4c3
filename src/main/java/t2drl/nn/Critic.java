package t2drl.nn;

import org.jspecify.annotations.Nullable;
import t2drl.kernel.Buffer;
import t2drl.kernel.Device;
import t2drl.kernel.NetworkShape;

/** How a value comes from state and raw action: one class a family. */
public interface Critic {
    NetworkShape shape();

    /** Numbers of value for one cell: one a user (shared) or one (flat). */
    int values();

    Pass pass(Device device, int cells, boolean training);

    /** A forward pass over a fixed number of cells and the backward pass that belongs to it. */
    interface Pass {
        /**
         * Takes in states and raw actions; {@link #forward} and {@link #backward} of any network of this shape then use them.
         * {@code hit} and {@code a3} are {@code [cells, users]}.
         */
        void input(Buffer state, Buffer action, Buffer hit, Buffer a3);

        /** {@code q [cells, values()]} of the last input. */
        void forward(Buffer parameters, Buffer q);

        /** Gradients of the last forward pass; {@code dAction} by the raw action. */
        void backward(Buffer parameters, Buffer dq, @Nullable Buffer gradients, @Nullable Buffer dAction);
    }
}
