package t2drl.testing;

import t2drl.kernel.Device;
import t2drl.kernel.vector.VectorDevice;

/** The devices that are tested against the scalar one. */
public enum Backend {
    CPU {
        @Override
        public Device open() {
            return new VectorDevice(3);
        }
    };

    /** A new device. */
    public abstract Device open();
}
