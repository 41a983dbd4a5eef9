using System.Numerics;
using System.Runtime.CompilerServices;
using TransferLab.Service.Fetching;

namespace TransferLab.Service;

/// <summary>Checks the options as a whole before anything is loaded; every message names the key.</summary>
internal static class OptionChecks
{
    /// <exception cref="HostConfigurationException">An option makes no sense.</exception>
    public static void Check(ClassifierHostOptions o)
    {
        Models(o);
        Between(o.Threads, 0, 1024, "all cores");
        Device(o);
        Between(o.StopSeconds, 0, 3600);
        Between(o.Limits.RequestBytes, 1024, int.MaxValue);
        Between(o.Limits.Pixels, 1, long.MaxValue);
        Between(o.Limits.Images, 1, 10_000);
        Between(o.Limits.QueuedImages, 1, 1_000_000);
        if (o.Limits.BufferedBytes < o.Limits.RequestBytes)
            throw HostConfigurationException.Value("Limits:BufferedBytes", o.Limits.BufferedBytes,
                FormattableString.Invariant($"it must be at least TransferLab:Limits:RequestBytes, {o.Limits.RequestBytes}"), null, "Limits:RequestBytes");
        Between(o.Limits.Connections, 1, 100_000);
        Between(o.Limits.ClientRequests, 0, 100_000, "no limit");
        Between(o.Limits.RequestSeconds, 1, 3600);
        Between(o.Limits.BodyBytesPerSecond, 0, 1_000_000_000, "none");
        Between(o.Batching.MaxBatch, 1, 256);
        Between(o.Batching.Workers, 0, 1024, "as many as cores");
        Between(o.Batching.WaitSeconds, 1, 3600);
        Between(o.Fetch.Seconds, 1, 300);
        Between(o.Fetch.Redirects, 0, 20);
        Each("Fetch:Hosts", o.Fetch.Hosts, HostAllowList.IsRule, "it is no host; write example.org, *.example.org, example.org:8080, or *");
        Each("Security:Origins", o.Security.Origins, IsOrigin, "it is no origin; write e.g. https://app.example.org");
        Require(o.Security.AuditBytes is 0 or >= 1024, "Security:AuditBytes", o.Security.AuditBytes, "it must be 1024 or more, or 0 for a file that grows");
        Between(o.Security.AuditFiles, 1, 1000);
        Require(o.Retraining.Folder is not "", "Retraining:Folder", "", "it is empty");
        Each("Retraining:ImageRoots", o.Retraining.ImageRoots, Directory.Exists, "there is no such folder");
        Between(o.Retraining.Concurrent, 1, 64);
        Between(o.Retraining.Queued, 1, 10_000);
        Between(o.Retraining.UploadBytes, 1024, long.MaxValue);
        Between(o.Retraining.UnpackedBytes, 1024, long.MaxValue);
        Between(o.Retraining.Files, 1, int.MaxValue);
        Require(o.Telemetry.OtlpEndpoint is not { } collector || (Uri.TryCreate(collector, UriKind.Absolute, out var otlp) && otlp.Scheme is "http" or "https"),
            "Telemetry:OtlpEndpoint", o.Telemetry.OtlpEndpoint, "it is no address; write e.g. http://collector:4317");
        Between(o.Telemetry.TraceShare, 0, 1);
        Between(o.Telemetry.DriftWindow, 10, 1_000_000);
    }

    private static void Models(ClassifierHostOptions o)
    {
        if (o.Package is null && o.Models is null && o.Packages.Count == 0)
            throw HostConfigurationException.Value(
                "Package", null, "there is nothing to serve: name a package, or a folder of models by TransferLab:Models", null, "Models");
        Require(o.Package is not "", "Package", "", "it is empty");
        Require(ModelNames.IsValid(o.Name), "Name", o.Name, ModelNames.Rule);
        foreach (var (name, folder) in o.Packages)
        {
            Require(ModelNames.IsValid(name), $"Packages:{name}", folder, "the name is not possible: " + ModelNames.Rule);
            Require(!string.IsNullOrWhiteSpace(folder), $"Packages:{name}", folder, "it is empty");
            Require(o.Package is null || name != o.Name, $"Packages:{name}", folder, "the name is that of TransferLab:Package already");
        }
        Require(o.Models is null || Directory.Exists(o.Models), "Models", o.Models, "there is no such folder");
        Require(o.DefaultModel is null || ModelNames.IsValid(o.DefaultModel), "DefaultModel", o.DefaultModel, ModelNames.Rule);
        Require(o.WatchSeconds is 0 or (>= 0.1 and <= 3600), "WatchSeconds", o.WatchSeconds, "it must be 0.1 to 3600 seconds, or 0 for never");
    }

    private static void Device(ClassifierHostOptions o)
    {
        try
        {
            _ = ComputeDevice.Parse(o.Device, o.ProviderLibrary);
        }
        catch (FormatException e)
        {
            throw HostConfigurationException.Value("Device", o.Device, e.Message.TrimEnd('.'), e);
        }
    }

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var origin) && origin.Scheme is "http" or "https" && origin.AbsolutePath == "/" && !text.EndsWith('/');

    private static void Each(string key, IReadOnlyList<string> values, Func<string, bool> isGood, string what)
    {
        for (var i = 0; i < values.Count; i++)
            Require(isGood(values[i]), FormattableString.Invariant($"{key}:{i}"), values[i], what);
    }

    // The key is how the value is called: o.Limits.Pixels is Limits:Pixels.
    private static void Between<T>(T value, T least, T most, string? zero = null, [CallerArgumentExpression(nameof(value))] string name = "")
        where T : INumber<T>, IMinMaxValue<T>
    {
        var range = most == T.MaxValue ? $"{least} or more" : $"{least}{(zero is null ? "" : $" ({zero})")} to {most}";
        Require(value >= least && value <= most, name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..].Replace('.', ':'), value, "it must be " + range);
    }

    private static void Require(bool condition, string key, object? value, string what)
    {
        if (!condition)
            throw HostConfigurationException.Value(key, value, what);
    }
}
