"""The public's doors."""

from django.urls import path, re_path

from suiji.portal import data_views, department_views, item_views, proof_views, task_views, views
from suiji.portal.freshness import to_all

CEREMONY = r"(?P<ceremony>[0-9a-f]{32})"

app_name = "portal"
urlpatterns = [
    path("", to_all(views.front), name="home"),
    path("search/", to_all(views.search), name="search"),
    path("items/", to_all(views.item_list), name="items"),
    path("items/<int:pk>/", to_all(views.item), name="item"),
    path("items/compare/<int:one>/<int:other>/", to_all(item_views.item_compare), name="item_compare"),
    path("open-data/items/<str:kind>/", to_all(item_views.item_file), name="item_file"),
    path("plans/", to_all(views.plan_list), name="plans"),
    path("plans/<int:year>/", to_all(views.plan_list), name="plans_of_year"),
    path("plans/batches/<int:pk>.json", to_all(views.plan_batch), name="plan_batch"),
    path("tasks/", to_all(task_views.task_list), name="tasks"),
    path("tasks/<path:number>/", to_all(task_views.task), name="task"),
    path("draws/", to_all(views.draw_list), name="draws"),
    re_path(rf"^draws/{CEREMONY}/$", to_all(views.draw), name="draw"),
    re_path(rf"^draws/{CEREMONY}/bundle\.zip$", to_all(views.bundle), name="bundle"),
    re_path(rf"^draws/{CEREMONY}/check/$", to_all(proof_views.check), name="check"),
    path("results/", to_all(views.result_list), name="results"),
    path("results/<int:pk>/", to_all(views.result), name="result"),
    path("firms/<str:code>/", to_all(views.firm), name="firm"),
    re_path(rf"^draws/{CEREMONY}/card\.png$", to_all(department_views.draw_card), name="draw_card"),
    path("results/<int:pk>/card.png", to_all(department_views.result_card), name="result_card"),
    path("departments/", to_all(department_views.department_list), name="departments"),
    path("departments/<str:code>/", to_all(department_views.department), name="department"),
    path("figures/", to_all(department_views.figures), name="figures"),
    path("large/", to_all(department_views.large), name="large"),
    path("rules/", to_all(views.rules), name="rules"),
    path("rules/<int:number>/", to_all(views.rule), name="rule"),
    path("proof/", to_all(proof_views.proof), name="proof"),
    path("proof/check/", to_all(proof_views.check_file), name="check_file"),
    path("open-data/", to_all(data_views.open_data), name="open_data"),
    path("open-data/dictionary.json", to_all(data_views.open_dictionary), name="dictionary"),
    path("open-data/<str:name>.csv", to_all(data_views.table), name="table"),
    path("open-data/<str:name>.json", to_all(data_views.records), name="records"),
    path("feeds/<str:name>.atom", to_all(data_views.feed), name="feed"),
    path("log/checkpoint", to_all(proof_views.checkpoint), name="checkpoint"),
    path("log/vkey", to_all(proof_views.vkey), name="vkey"),
    path("log/tile/entries/<path:place>", to_all(proof_views.entries), name="entries"),
    path("log/tile/<int:level>/<path:place>", to_all(proof_views.tile), name="tile"),
    path("robots.txt", to_all(views.robots), name="robots"),
]
