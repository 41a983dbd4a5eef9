namespace TransferLab.Training.Parameters;

/// <summary>A session whose weight inputs stay bound to <see cref="IParameters"/>, so that a run moves no weights.</summary>
internal sealed class BoundSession : IDisposable
{
    private readonly InferenceSession _session;
    private readonly SessionBinding _binding;
    private readonly List<OrtValue> _bound = [];
    private readonly HashSet<string> _inputs;

    public BoundSession(byte[] model, SessionSettings settings)
    {
        _session = new InferenceSession(model, settings);
        _binding = _session.CreateBinding();
        _inputs = [.. _session.Inputs.Select(i => i.Name)];
    }

    /// <summary>Binds a weight for the life of the session; models of a phase need not use every tensor of the store.</summary>
    public void BindWeight(string input, OrtValue value)
    {
        _bound.Add(value);
        BindInput(input, value);
    }

    public void BindInput(string input, OrtValue value)
    {
        if (_inputs.Contains(input))
            _binding.BindInput(input, value);
    }

    /// <summary>Zeroed memory on the session's device; the caller disposes it.</summary>
    public DeviceBuffer<float> Allocate(long length) => new(_session, length);

    public void BindOutput(string output, OrtValue value) => _binding.BindOutput(output, value);

    public void BindOwnedOutput(string output, OrtValue value)
    {
        _bound.Add(value);
        _binding.BindOutput(output, value);
    }

    public void Run(CancellationToken cancellation) => _binding.Run(cancellation);

    public string EndProfiling() => _session.EndProfiling();

    public void Dispose()
    {
        _binding.Dispose();
        foreach (var value in _bound)
            value.Dispose();
        _session.Dispose();
    }
}
