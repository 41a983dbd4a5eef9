using Microsoft.OpenApi;
using TransferLab.Service.CustomVision;
using TransferLab.Service.Explain;
using TransferLab.Service.Fetching;
using TransferLab.Service.Health;
using TransferLab.Service.OpenInference;
using TransferLab.Service.Page;
using TransferLab.Service.Runs;
using TransferLab.Service.Telemetry;

namespace TransferLab.Service;

/// <summary>The HTTP host around classifier packages. They are loaded, and their golden images checked, before the first request is taken.</summary>
public static partial class ClassifierHost
{
    /// <summary>Builds the host; start it with <see cref="WebApplication.StartAsync"/>.</summary>
    /// <exception cref="PackageException">A package that was named cannot be used.</exception>
    /// <exception cref="HostConfigurationException">An option is out of range; the message names its key.</exception>
    /// <exception cref="DeviceException">The device cannot be used here.</exception>
    public static WebApplication Create(ClassifierHostOptions options) => Create(options, null);

    /// <summary>Builds the host with other services in the place of its own, for tests.</summary>
    internal static WebApplication Create(ClassifierHostOptions options, Action<IServiceCollection>? configure)
    {
        ArgumentNullException.ThrowIfNull(options);
        var addresses = ListenAddresses.Parse(options.Urls);
        OptionChecks.Check(options);
        // Once and first of all: what cannot be had is said before anything is loaded.
        options = options with { Resolved = ComputeDevice.Parse(options.Device, options.ProviderLibrary).Resolve(out var fallBack) };
        var keys = options.Security.KeysFile is { } file ? ApiKeys.Read(file) : null;
        // An appsettings.json that happens to lie in the current folder is not about this host.
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory, EnvironmentName = Environments.Production });
        builder.WebHost.UseUrls(addresses);
        builder.WebHost.ConfigureKestrel(k => Limit(k, options.Limits));
        Log(builder.Logging, options.Telemetry);
        AddServices(builder.Services, options, keys);
        configure?.Invoke(builder.Services);
        var app = builder.Build();
        try
        {
            if (fallBack is not null)
                OnCpu(app.Logger, fallBack);
            app.Services.GetRequiredService<ModelRegistry>().Start();
            Use(app, options);
            Map(app);
            if (keys is null && addresses.Any(a => !ListenAddresses.IsLoopback(a)))
                Open(app.Logger, string.Join(", ", addresses));
            return app;
        }
        catch
        {
            ((IDisposable)app).Dispose();
            throw;
        }
    }

    private static void AddServices(IServiceCollection services, ClassifierHostOptions options, ApiKeys? keys)
    {
        services.ConfigureHttpJsonOptions(j =>
        {
            j.SerializerOptions.TypeInfoResolverChain.Insert(0, ServiceJson.Default);
            j.SerializerOptions.DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull;
        });
        services.Configure<HostOptions>(h => h.ShutdownTimeout = TimeSpan.FromSeconds(options.StopSeconds));
        services.AddRequestTimeouts(t => t.DefaultPolicy = new()
        {
            Timeout = TimeSpan.FromSeconds(options.Limits.RequestSeconds),
            WriteTimeoutResponse = c => ErrorShape.WriteAsync(
                c, StatusCodes.Status503ServiceUnavailable, $"The request took longer than {options.Limits.RequestSeconds} seconds.", 1),
        });
        if (options.Security.Origins.Count > 0)
            services.AddCors(c => c.AddDefaultPolicy(p =>
                p.WithOrigins([.. options.Security.Origins]).AllowAnyMethod().WithHeaders("Authorization", "Content-Type", "X-Api-Key")));
        services.AddServiceTelemetry(options.Telemetry);
        services.AddOpenApi(o => o.AddDocumentTransformer((document, _, _) => Describe(document))
            .AddOperationTransformer((operation, _, _) => Order(operation))
            .AddSchemaTransformer((schema, context, _) => Describe(schema, context.JsonTypeInfo.Type)));
        services.AddSingleton(options);
        if (keys is not null)
            services.AddSingleton(keys);
        services.AddSingleton<HostMetrics>();
        services.AddSingleton(new ByteBudget(options.Limits.BufferedBytes));
        services.AddSingleton<ClientLimit>();
        services.AddSingleton<AuditLog>();
        services.AddSingleton<InferenceEngine>();
        services.AddSingleton<ModelRegistry>();
        services.AddSingleton<ImageFetcher>(s => new ImageFetcher(options, s.GetRequiredService<ByteBudget>()));
        services.AddSingleton<ClassifyReader>();
        services.AddSingleton<Scoring>();
        services.AddSingleton<Explaining>();
        services.AddHostedService<ModelWatcher>();
        services.AddSingleton<RunStore>();
        services.AddSingleton<RunWorker>();
        services.AddHostedService(s => s.GetRequiredService<RunWorker>());
    }

    private static void Use(WebApplication app, ClassifierHostOptions options)
    {
        app.UseSecurityHeaders();
        app.UseMiddleware<ErrorHandling>();
        app.UseRouting();
        if (options.Security.Origins.Count > 0)
            app.UseCors();
        app.UseMiddleware<KeyCheck>();
        app.UseRequestTimeouts();
    }

    private static void Map(WebApplication app)
    {
        app.MapPage();
        app.MapHealth();
        app.MapClassify();
        app.MapExplain();
        app.MapModels();
        app.MapRuns();
        app.MapCustomVision();
        app.MapOpenInference();
        app.MapServiceTelemetry();
        app.MapOpenApi("/openapi.json").ExcludeFromDescription();
    }

    // The options of a request are declared elsewhere than in its type.
    private static Task Describe(OpenApiSchema schema, Type type)
    {
        if (type == typeof(RunRequest))
            RunRequest.Describe(schema);
        return Task.CompletedTask;
    }

    // The description is generated from the endpoints; docs/openapi.json is a copy of it.
    private static Task Describe(OpenApiDocument document)
    {
        document.Info.Title = "TransferLab";
        document.Info.Description = "Classifies pictures, serves and replaces models, retrains them. docs/http.md explains it.";
        // Where it is served is not part of what it is.
        document.Servers?.Clear();
        return Task.CompletedTask;
    }

    // What a group says of its endpoints comes before what they say themselves; readers look for a status by its number.
    private static Task Order(OpenApiOperation operation)
    {
        var ordered = new OpenApiResponses();
        foreach (var (status, response) in operation.Responses!.OrderBy(r => r.Key, StringComparer.Ordinal))
            ordered.Add(status, response);
        operation.Responses = ordered;
        return Task.CompletedTask;
    }

    private static void Limit(Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions kestrel, LimitOptions limits)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = limits.RequestBytes;
        kestrel.Limits.MaxConcurrentConnections = limits.Connections;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        kestrel.Limits.MinRequestBodyDataRate = limits.BodyBytesPerSecond == 0 ? null : new(limits.BodyBytesPerSecond, TimeSpan.FromSeconds(5));
    }

    private static void Log(ILoggingBuilder logging, TelemetryOptions telemetry)
    {
        logging.ClearProviders();
        // stdout belongs to data, also here.
        logging.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(c => c.LogToStandardErrorThreshold = LogLevel.Trace);
        if (telemetry.JsonLogs)
            logging.AddJsonConsole(j => j.UseUtcTimestamp = true);
        else
            logging.AddSimpleConsole(c => c.SingleLine = true);
        logging.SetMinimumLevel(LogLevel.Warning).AddFilter("TransferLab", telemetry.LogLevel)
            // Failing to start is reported by the exception, to whoever started the host.
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "NO API KEYS: everybody who reaches {Addresses} can use, retrain and replace models. "
        + "Set TransferLab:Security:KeysFile, or listen on 127.0.0.1.")]
    private static partial void Open(ILogger logger, string addresses);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The device auto is the cpu here: {Reason}")]
    private static partial void OnCpu(ILogger logger, string reason);
}
