namespace ModerationHub.Features.Orders;

public static class OrdersFeature
{
    public static IServiceCollection AddOrders(this IServiceCollection services) => services.AddScoped<ListOrders>().AddScoped<ReadOrder>().AddScoped<AnswerOrder>();
}
