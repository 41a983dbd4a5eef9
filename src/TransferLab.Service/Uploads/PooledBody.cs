using System.Buffers;

namespace TransferLab.Service.Uploads;

/// <summary>Bytes of a request in memory from a pool, counted against the host's budget; both go back on <see cref="Dispose"/>.</summary>
internal sealed class PooledBody : IDisposable
{
    private const int FirstSize = 64 * 1024;

    private readonly ByteBudget? _budget;
    private byte[]? _memory;

    private PooledBody(ByteBudget? budget, byte[] memory) => (_budget, _memory) = (budget, memory);

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Bytes => _memory.AsMemory(0, Length);

    /// <summary>Bytes that are there already and that nobody has to give back.</summary>
    public static PooledBody Of(byte[] bytes) => new(null, bytes) { Length = bytes.Length };

    /// <summary>Reads the body of a request, whose length the server limits.</summary>
    public static Task<PooledBody> ReadAsync(HttpRequest request, ByteBudget budget, CancellationToken cancellation) =>
        ReadAsync(request.Body, budget, request.ContentLength, null, cancellation);

    /// <summary>Reads a stream to its end.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="budget">What it is counted against.</param>
    /// <param name="expected">Its length where it is known; only a hint.</param>
    /// <param name="limit">Most bytes, whatever the stream holds; null where the stream has its own limit.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <exception cref="InvalidDataException">There is more than the limit.</exception>
    public static async Task<PooledBody> ReadAsync(Stream stream, ByteBudget budget, long? expected, long? limit, CancellationToken cancellation)
    {
        // A claimed length is believed up to a megabyte: what is sent counts, not what is announced.
        var body = Rent(budget, (int)Math.Clamp((expected ?? FirstSize - 1) + 1, 1024, 1 << 20));
        try
        {
            while (true)
            {
                if (body.Length == body._memory!.Length)
                    body.Grow();
                var read = await stream.ReadAsync(body._memory.AsMemory(body.Length), cancellation).ConfigureAwait(false);
                if (read == 0)
                    return body;
                body.Length += read;
                if (body.Length > limit)
                    throw new InvalidDataException($"There are more than {limit} bytes.");
            }
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _memory, null) is not { } memory || _budget is null)
            return;
        _budget.Give(memory.Length);
        ArrayPool<byte>.Shared.Return(memory);
    }

    private static PooledBody Rent(ByteBudget budget, int size)
    {
        var memory = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            budget.Take(memory.Length);
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(memory);
            throw;
        }
        return new(budget, memory);
    }

    private void Grow()
    {
        var old = _memory!;
        var larger = Rent(_budget!, (int)Math.Min(2L * old.Length, Array.MaxLength));
        old.AsSpan(0, Length).CopyTo(larger._memory);
        _memory = larger._memory;
        _budget!.Give(old.Length);
        ArrayPool<byte>.Shared.Return(old);
    }
}

/// <summary>The bytes of request bodies held at one time. What goes beyond it is refused, so that many large bodies cannot take all memory.</summary>
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
