package t2drl.kernel.cuda;

/** Something of the driver's that must be given back; closing it never fails, for a device that is lost has lost it, too. */
interface Resource extends AutoCloseable {
    @Override
    void close();
}
