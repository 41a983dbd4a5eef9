using TransferLab.Runtime;

namespace TransferLab.Training.Steps;

/// <summary>Where a session writes logits, float32 [N,K], with a view for each batch size that occurs.</summary>
internal sealed class LogitsBuffer(int capacity, int classes) : IDisposable
{
    private readonly NativeBuffer<float> _buffer = new((long)capacity * classes);
    private readonly Dictionary<int, OrtValue> _views = [];

    public OrtValue View(int count)
    {
        if (!_views.TryGetValue(count, out var view))
            _views.Add(count, view = OrtValue.Over(_buffer, 0, [count, classes]));
        return view;
    }

    public ReadOnlySpan<float> Rows(int count) => _buffer.Slice(0, count * classes);

    public void Dispose()
    {
        foreach (var view in _views.Values)
            view.Dispose();
        _buffer.Dispose();
    }
}
