namespace TransferLab.MLNet.Lookahead;

/// <summary>Reads the image column ahead of a cursor and has the network work on it on all cores, each image on a thread of its
/// own. It only fills the network's memory: the rows take their results from there or compute them themselves, so that an input
/// whose order changes from cursor to cursor costs time and never mixes up rows. Images that a row is at already are passed over:
/// threads that waited for them would never get ahead of the rows, and leave the last blocks of rows to one core.</summary>
internal sealed class ImageReadAhead : IDisposable
{
    /// <summary>Rows it may be ahead. ML.NET hands out rows in blocks of 64; some blocks should be under way.</summary>
    private const int Window = 512;

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _room = new(Window);
    private readonly CancellationTokenSource _stop = new();
    private readonly DataViewRowCursor _cursor;
    private readonly Func<Action> _next;
    private readonly Thread[] _threads;
    private int _running;

    public ImageReadAhead(IDataView input, string column, bool bytes, ImageModel model)
    {
        _cursor = input.GetRowCursor([input.Schema[column]]);
        _next = bytes ? OfBytes(_cursor, column, model) : OfPaths(_cursor, column, model);
        _threads = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(Work) { IsBackground = true, Name = "TransferLab images" })];
        _running = _threads.Length;
        foreach (var thread in _threads)
            thread.Start();
    }

    /// <summary>Tells that the cursor has gone on by a row.</summary>
    public void Advance() => _room.Release();

    /// <summary>Stops after the images in work. Without it the threads end by themselves, with the last row.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        foreach (var thread in _threads)
            thread.Join();
        _stop.Dispose();
        _room.Dispose();
    }

    private void Work()
    {
        try
        {
            while (Next() is { } image)
                Try(image);
            // Others may be waiting for room, and there is no row left to wait for.
            _stop.Cancel();
        }
        catch (OperationCanceledException)
        {
            // Nobody wants the rows any more, or there are none.
        }
#pragma warning disable CA1031 // The data cannot be read on; whoever reads the rows runs into it too and says so, and here it would end the process.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
        finally
        {
            if (Interlocked.Decrement(ref _running) == 0)
                _cursor.Dispose();
        }
    }

    private Action? Next()
    {
        _room.Wait(_stop.Token);
        lock (_gate)
            return _cursor.MoveNext() ? _next() : null;
    }

    // An error belongs to the row: who asks for its result runs into it again and can say where.
    private static void Try(Action image)
    {
        try
        {
            image();
        }
#pragma warning disable CA1031 // Whatever it is: on a thread of nobody's it would end the process.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }

    private static Func<Action> OfPaths(DataViewRowCursor cursor, string column, ImageModel model)
    {
        var get = cursor.GetGetter<ReadOnlyMemory<char>>(cursor.Schema[column]);
        var value = default(ReadOnlyMemory<char>);
        return () =>
        {
            get(ref value);
            var path = model.PathOf(value);
            return () => model.Network.PrepareFile(path);
        };
    }

    private static Func<Action> OfBytes(DataViewRowCursor cursor, string column, ImageModel model)
    {
        var get = cursor.GetGetter<VBuffer<byte>>(cursor.Schema[column]);
        var value = default(VBuffer<byte>);
        return () =>
        {
            get(ref value);
            byte[] encoded = [.. value.DenseValues()];
            return () => model.Network.PrepareBytes(encoded);
        };
    }
}
