using TransferLab.Testing;
using TransferLab.Testing.Samples;

namespace TransferLab.Cli.Tests;

/// <summary>One trained package for all tests that only read it.</summary>
public sealed class TrainedPackage : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public TrainedPackage()
    {
        Result = FineTuner.Train(TinyRun.Options(_folder, perClass: 6));
        Images = _folder["images"];
    }

    public FineTuneResult Result { get; }

    public string Package => Result.Package;

    public string Images { get; }

    public string Image => Path.Combine(Images, "down", "0.png");

    public void Dispose() => _folder.Dispose();
}
