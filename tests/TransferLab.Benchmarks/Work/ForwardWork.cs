using System.Diagnostics;
using TransferLab.Backbones;
using TransferLab.Runtime;
using TransferLab.Sessions;

namespace TransferLab.Benchmarks.Work;

/// <summary>The forward pass of a frozen backbone on a random float32 batch in memory.</summary>
internal sealed class ForwardWork : IDisposable
{
    private readonly InferenceSession _session;
    private readonly SessionBinding _binding;
    private readonly OrtValue _input;
    private readonly OrtValue _output;

    public ForwardWork(Backbone backbone, int batch, int threads)
    {
        _session = KernelModel.Open(backbone.Model.ToBytes(), new SessionSettings { Threads = threads });
        _input = OrtValue.Allocate<float>(batch, 3, backbone.Spec.Height, backbone.Spec.Width);
        _output = OrtValue.Allocate<float>(batch, backbone.FeatureCount);
        var random = new Random(1);
        foreach (ref var x in _input.Span<float>())
            x = random.NextSingle();
        _binding = _session.CreateBinding();
        _binding.BindInput(_session.Inputs[0].Name, _input);
        _binding.BindOutput(_session.Outputs[0].Name, _output);
    }

    /// <summary>Seconds of one pass.</summary>
    public double Run()
    {
        var clock = Stopwatch.StartNew();
        _binding.Run();
        return clock.Elapsed.TotalSeconds;
    }

    public void Dispose()
    {
        _binding.Dispose();
        _input.Dispose();
        _output.Dispose();
        _session.Dispose();
    }
}
