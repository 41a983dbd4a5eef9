using TransferLab.Service.Errors;

namespace TransferLab.Service.Uploads;

/// <summary>The bytes of request bodies that the host holds at one time. What goes beyond it is refused, so that many large bodies cannot take all memory.</summary>
internal sealed class ByteBudget(long limit)
{
    private long _used;

    public long Used => Volatile.Read(ref _used);

    /// <exception cref="ServiceException">There is no room; nothing was taken.</exception>
    public void Take(long bytes)
    {
        if (Interlocked.Add(ref _used, bytes) <= limit)
            return;
        Give(bytes);
        throw ServiceException.Unavailable("The host holds as many request bodies as it may. Try again later.");
    }

    public void Give(long bytes) => Interlocked.Add(ref _used, -bytes);
}
