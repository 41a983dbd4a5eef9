namespace TransferLab.Training.Steps;

/// <summary>The dropout masks of a batch, one native buffer per place, with a view for each batch size that occurs. Nothing is allocated per step.</summary>
/// <param name="dropouts">The places.</param>
/// <param name="seed">The run's seed.</param>
/// <param name="capacity">Largest batch.</param>
internal sealed class DropoutMasks(IReadOnlyCollection<HeadDropout> dropouts, ulong seed, int capacity) : IDisposable
{
    private readonly (HeadDropout Dropout, NativeBuffer<float> Buffer, Dictionary<int, OrtValue> Views)[] _masks =
        [.. dropouts.Select(d => (d, new NativeBuffer<float>((long)capacity * d.Width), new Dictionary<int, OrtValue>()))];

    /// <summary>Draws the masks of a batch and binds them.</summary>
    /// <param name="session">The session that is about to run.</param>
    /// <param name="samples">The images of the batch, by index in the dataset.</param>
    /// <param name="epoch">Number of the epoch over the run.</param>
    public void Bind(BoundSession session, ReadOnlySpan<int> samples, int epoch)
    {
        foreach (var (dropout, buffer, views) in _masks)
        {
            for (var i = 0; i < samples.Length; i++)
                dropout.Fill(buffer.Slice((long)i * dropout.Width, dropout.Width), seed, epoch, samples[i]);
            if (!views.TryGetValue(samples.Length, out var view))
                views.Add(samples.Length, view = OrtValue.Over(buffer, 0, [samples.Length, dropout.Width]));
            session.BindInput(dropout.Mask, view);
        }
    }

    public void Dispose()
    {
        foreach (var (_, buffer, views) in _masks)
        {
            foreach (var view in views.Values)
                view.Dispose();
            buffer.Dispose();
        }
    }
}
