using TransferLab.Testing;
using TransferLab.Testing.Samples;

[assembly: AssemblyFixture(typeof(TransferLab.MLNet.Tests.TrainedPackages))]

namespace TransferLab.MLNet.Tests;

/// <summary>A tiny backbone, pictures, and packages trained on them, shared by all tests.</summary>
public sealed class TrainedPackages : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public TrainedPackages()
    {
        Backbone = TinyBackbone.Write(_folder.Path);
        var options = TinyRun.Options(_folder, perClass: 12);
        Pictures = options.Images;
        Package = FineTuner.Train(options).Package;
        MultiLabelPictures = TinyImages.WriteMultiLabel(_folder["multi"], 24);
        MultiLabelPackage = FineTuner.Train(options with { Images = MultiLabelPictures, Output = _folder["multi-run"] }).Package;
    }

    public string Backbone { get; }

    /// <summary>36 pictures in three folders.</summary>
    public string Pictures { get; }

    public string Package { get; }

    public string MultiLabelPictures { get; }

    public string MultiLabelPackage { get; }

    public void Dispose() => _folder.Dispose();
}
