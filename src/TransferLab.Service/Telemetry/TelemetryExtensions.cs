using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace TransferLab.Service.Telemetry;

/// <summary>Metrics to Prometheus, metrics and traces to a collector.</summary>
internal static class TelemetryExtensions
{
    public static void AddServiceTelemetry(this IServiceCollection services, TelemetryOptions options)
    {
        var telemetry = services.AddOpenTelemetry().ConfigureResource(r => r.AddService("transferlab"));
        var collector = options.OtlpEndpoint is null ? null : new Uri(options.OtlpEndpoint);
        telemetry.WithMetrics(m =>
        {
            m.AddMeter(HostMetrics.Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime").AddPrometheusExporter();
            if (collector is not null)
                m.AddOtlpExporter(o => o.Endpoint = collector);
        });
        if (collector is not null)
            telemetry.WithTracing(t => t.AddSource(HostMetrics.Name).AddAspNetCoreInstrumentation()
                .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(options.TraceShare))).AddOtlpExporter(o => o.Endpoint = collector));
    }

    public static void MapServiceTelemetry(this IEndpointRouteBuilder routes) => routes.MapPrometheusScrapingEndpoint("/metrics").Needs(KeyScope.Predict);
}
