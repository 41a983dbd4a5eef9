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
        var addresses = ListenAddresses.Parse(options.Urls);
        var classifier = ImageClassifier.Load(options.Package, new ImageClassifierOptions { Threads = options.Threads });
        try
        {
            // An appsettings.json that happens to lie in the current folder is not about this host.
            var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory, EnvironmentName = Environments.Production });
            builder.WebHost.UseUrls(addresses);
            builder.WebHost.ConfigureKestrel(k =>
            {
                k.AddServerHeader = false;
                k.Limits.MaxRequestBodySize = options.MaxRequestBytes;
            });
            // stdout belongs to data, also here.
            builder.Logging.ClearProviders().AddConsole(c => c.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Warning)
                // Failing to start is reported by the exception, to whoever started the host.
                .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
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
        if (o.MaxRequestBytes is < 1024 or > int.MaxValue)
            throw new ArgumentException($"The largest request of {o.MaxRequestBytes} bytes is out of range: 1024 to {int.MaxValue}.");
        if (o.Threads is < 0 or > 1024)
            throw new ArgumentException($"--threads {o.Threads} is out of range: 0 (all cores) to 1024.");
    }
}
