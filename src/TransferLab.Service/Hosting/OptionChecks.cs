using TransferLab.Runtime;
using TransferLab.Service.Fetching;
using TransferLab.Service.Models;

namespace TransferLab.Service.Hosting;

/// <summary>Checks the options as a whole before anything is loaded; every message names the key.</summary>
internal static class OptionChecks
{
    public static void Check(ClassifierHostOptions o)
    {
        Require(o.Package is not null || o.Models is not null || o.Packages.Count > 0, "Package", o.Package, "there is nothing to serve: name a package, or a folder of models by TransferLab:Models (--models)");
        Require(o.Package is null || o.Package.Length > 0, "Package", o.Package, "it is empty");
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
        Require(o.Threads is >= 0 and <= 1024, "Threads", o.Threads, "it must be 0 (all cores) to 1024 (--threads)");
        Require(IsDevice(o, out var whyNot), "Device", o.Device, whyNot);
        Require(o.StopSeconds is >= 0 and <= 3600, "StopSeconds", o.StopSeconds, "it must be 0 to 3600");
        Limits(o.Limits);
        Require(o.Batching.MaxBatch is >= 1 and <= 256, "Batching:MaxBatch", o.Batching.MaxBatch, "it must be 1 to 256");
        Require(o.Batching.Workers is >= 0 and <= 1024, "Batching:Workers", o.Batching.Workers, "it must be 0 (as many as cores) to 1024");
        Require(o.Batching.WaitSeconds is >= 1 and <= 3600, "Batching:WaitSeconds", o.Batching.WaitSeconds, "it must be 1 to 3600");
        Require(o.Fetch.Seconds is >= 1 and <= 300, "Fetch:Seconds", o.Fetch.Seconds, "it must be 1 to 300");
        Require(o.Fetch.Redirects is >= 0 and <= 20, "Fetch:Redirects", o.Fetch.Redirects, "it must be 0 to 20");
        for (var i = 0; i < o.Fetch.Hosts.Count; i++)
            Require(HostAllowList.IsRule(o.Fetch.Hosts[i]), $"Fetch:Hosts:{i}", o.Fetch.Hosts[i], "it is no host; write example.org, *.example.org, example.org:8080, or *");
        for (var i = 0; i < o.Security.Origins.Count; i++)
            Require(Uri.TryCreate(o.Security.Origins[i], UriKind.Absolute, out var origin) && origin.Scheme is "http" or "https" && origin.AbsolutePath == "/" && !o.Security.Origins[i].EndsWith('/'),
                $"Security:Origins:{i}", o.Security.Origins[i], "it is no origin; write e.g. https://app.example.org");
        Require(o.Security.AuditBytes is 0 or >= 1024, "Security:AuditBytes", o.Security.AuditBytes, "it must be 1024 or more, or 0 for a file that grows");
        Require(o.Security.AuditFiles is >= 1 and <= 1000, "Security:AuditFiles", o.Security.AuditFiles, "it must be 1 to 1000");
        Retraining(o);
        Require(o.Telemetry.OtlpEndpoint is null || (Uri.TryCreate(o.Telemetry.OtlpEndpoint, UriKind.Absolute, out var otlp) && otlp.Scheme is "http" or "https"),
            "Telemetry:OtlpEndpoint", o.Telemetry.OtlpEndpoint, "it is no address; write e.g. http://collector:4317");
        Require(o.Telemetry.TraceShare is >= 0 and <= 1, "Telemetry:TraceShare", o.Telemetry.TraceShare, "it must be 0 to 1");
        Require(o.Telemetry.DriftWindow is >= 10 and <= 1_000_000, "Telemetry:DriftWindow", o.Telemetry.DriftWindow, "it must be 10 to 1000000");
    }

    private static bool IsDevice(ClassifierHostOptions o, out string whyNot)
    {
        try
        {
            _ = ComputeDevice.Parse(o.Device, o.ProviderLibrary);
            whyNot = "";
        }
        catch (FormatException e)
        {
            whyNot = e.Message.TrimEnd('.');
        }
        return whyNot.Length == 0;
    }

    private static void Limits(LimitOptions l)
    {
        Require(l.RequestBytes is >= 1024 and <= int.MaxValue, "Limits:RequestBytes", l.RequestBytes, $"it must be 1024 to {int.MaxValue} (--max-request)");
        Require(l.Pixels >= 1, "Limits:Pixels", l.Pixels, "it must be 1 or more");
        Require(l.Images is >= 1 and <= 10_000, "Limits:Images", l.Images, "it must be 1 to 10000");
        Require(l.QueuedImages is >= 1 and <= 1_000_000, "Limits:QueuedImages", l.QueuedImages, "it must be 1 to 1000000");
        Require(l.BufferedBytes >= l.RequestBytes, "Limits:BufferedBytes", l.BufferedBytes, $"it must be at least TransferLab:Limits:RequestBytes, {l.RequestBytes}");
        Require(l.Connections is >= 1 and <= 100_000, "Limits:Connections", l.Connections, "it must be 1 to 100000");
        Require(l.ClientRequests is >= 0 and <= 100_000, "Limits:ClientRequests", l.ClientRequests, "it must be 0 (no limit) to 100000");
        Require(l.RequestSeconds is >= 1 and <= 3600, "Limits:RequestSeconds", l.RequestSeconds, "it must be 1 to 3600");
        Require(l.BodyBytesPerSecond is >= 0 and <= 1_000_000_000, "Limits:BodyBytesPerSecond", l.BodyBytesPerSecond, "it must be 0 (none) to 1000000000");
    }

    private static void Retraining(ClassifierHostOptions o)
    {
        var r = o.Retraining;
        Require(r.Folder is null || r.Folder.Length > 0, "Retraining:Folder", r.Folder, "it is empty");
        for (var i = 0; i < r.ImageRoots.Count; i++)
            Require(Directory.Exists(r.ImageRoots[i]), $"Retraining:ImageRoots:{i}", r.ImageRoots[i], "there is no such folder");
        Require(r.Concurrent is >= 1 and <= 64, "Retraining:Concurrent", r.Concurrent, "it must be 1 to 64");
        Require(r.Queued is >= 1 and <= 10_000, "Retraining:Queued", r.Queued, "it must be 1 to 10000");
        Require(r.UploadBytes >= 1024, "Retraining:UploadBytes", r.UploadBytes, "it must be 1024 or more");
        Require(r.UnpackedBytes >= 1024, "Retraining:UnpackedBytes", r.UnpackedBytes, "it must be 1024 or more");
        Require(r.Files >= 1, "Retraining:Files", r.Files, "it must be 1 or more");
    }

    private static void Require(bool condition, string key, object? value, string what)
    {
        if (!condition)
            throw new ArgumentException(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"TransferLab:{key} = {value ?? "(nothing)"}: {what}."));
    }
}
