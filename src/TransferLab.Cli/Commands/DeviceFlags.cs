using System.CommandLine;
using TransferLab.Runtime;

namespace TransferLab.Cli.Commands;

/// <summary>Where the network runs, for every command that runs one.</summary>
internal sealed class DeviceFlags
{
    private readonly Option<string?> _device = Flags.Word("--device", "cpu|cuda[:N]|auto", "Where the network runs; cuda needs a build with -p:Accelerator=cuda, NVIDIA's driver, CUDA 13 and cuDNN 9. auto is cuda where it can be used, else the cpu [default: cpu].");
    private readonly Option<string?> _library = Flags.Path("--provider-library", "FILE", "A plug-in execution provider of ONNX Runtime; --device then names one of its providers, NAME or NAME:N, by default the first.");

    public IEnumerable<Option> All => [_device, _library];

    /// <summary>The device that is asked for; null where none is.</summary>
    /// <exception cref="UsageException">What is given is no device.</exception>
    public ComputeDevice? Read(ParseResult parsed) => Read(parsed.GetValue(_device), parsed.GetValue(_library));

    /// <summary>The device that is really used; a line says where <c>auto</c> is the cpu, and why.</summary>
    /// <exception cref="UsageException">What is given is no device.</exception>
    /// <exception cref="DeviceException">It cannot be used here.</exception>
    public ComputeDevice Resolve(ParseResult parsed)
    {
        var device = (Read(parsed) ?? ComputeDevice.Cpu).Resolve(out var fallBack);
        if (fallBack is not null)
            parsed.InvocationConfiguration.Error.WriteLine($"The device auto is the cpu here: {fallBack}");
        return device;
    }

    private static ComputeDevice? Read(string? device, string? library)
    {
        if (device is null && library is null)
            return null;
        try
        {
            var parsed = ComputeDevice.Parse(device ?? "auto", library);
            return library is null || parsed.Name != "cpu" ? parsed
                : throw new UsageException("--provider-library brings a device, which --device cpu does not use: leave one of them out.");
        }
        catch (FormatException e)
        {
            throw new UsageException($"--device: {e.Message}");
        }
    }
}
