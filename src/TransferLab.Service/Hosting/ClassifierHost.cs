using TransferLab.Classification;
using TransferLab.Service.Classify;
using TransferLab.Service.Health;

namespace TransferLab.Service.Hosting;

/// <summary>The HTTP host around one classifier package. The package is loaded, and its golden images checked, before the first request is taken.</summary>
public static class ClassifierHost
{
    /// <summary>Builds the host; start it with <see cref="WebApplication.StartAsync"/>.</summary>
    /// <exception cref="Packaging.PackageException">The package cannot be used.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static WebApplication Create(ClassifierHostOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Check(options);
        var classifier = ImageClassifier.Load(options.Package, new ImageClassifierOptions { Threads = options.Threads });
        try
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.WebHost.UseUrls(options.Urls);
            builder.WebHost.ConfigureKestrel(k =>
            {
                k.AddServerHeader = false;
                k.Limits.MaxRequestBodySize = options.MaxRequestBytes;
            });
            // stdout belongs to data, also here.
            builder.Logging.ClearProviders().AddConsole(c => c.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Warning);
            builder.Services.AddProblemDetails();
            builder.Services.ConfigureHttpJsonOptions(j => j.SerializerOptions.TypeInfoResolverChain.Insert(0, ServiceJson.Default));
            // The container made the registration, so it disposes the classifier, after the last request is done.
            builder.Services.AddSingleton(_ => classifier);
            var app = builder.Build();
            _ = app.Services.GetRequiredService<ImageClassifier>();
            app.UseExceptionHandler();
            app.UseStatusCodePages();
            app.MapHealth();
            app.MapClassify();
            return app;
        }
        catch
        {
            classifier.Dispose();
            throw;
        }
    }

    private static void Check(ClassifierHostOptions o)
    {
        foreach (var url in o.Urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).DefaultIfEmpty(""))
            if (!Uri.TryCreate(url.Replace("*", "localhost", StringComparison.Ordinal).Replace("+", "localhost", StringComparison.Ordinal), UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
                throw new ArgumentException($"--urls '{o.Urls}' is no list of http addresses; write e.g. http://127.0.0.1:5080.");
        if (o.MaxRequestBytes is < 1024 or > int.MaxValue)
            throw new ArgumentException($"The largest request of {o.MaxRequestBytes} bytes is out of range: 1024 to {int.MaxValue}.");
    }
}
